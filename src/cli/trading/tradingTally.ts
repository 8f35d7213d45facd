import { cashQuote } from '../../core/positions/money.js';
import { Decimal } from '../../domain/decimal.js';
import type { OrderEvent } from '../../domain/order.js';
import type { Position } from '../../domain/position.js';
import type { PositionUpdate } from '../../streams/positionLoop.js';
import type { OrdersReport, PositionsReport } from '../report/report.js';

type Counts = Record<string, number>;

/** How an account stands at the end. */
export interface TallyEnd {
  readonly live: Iterable<Position>;
  readonly equityQuote: Decimal;
  readonly isStopped: boolean;
  readonly failure: string | undefined;
}

/** Counts what became of signals, orders and positions in a run. */
export class TradingTally {
  readonly #orders = { placed: 0, filled: 0, cancelled: 0, rejected: 0, expired: 0, unknown: 0, fills: 0 };
  readonly #positions = { opened: 0, closed: 0, won: 0, rejected: 0, orphaned: 0 };
  readonly #byCause: Counts = {};
  readonly #refused: Counts = {};
  readonly #problems: Counts = {};
  readonly #resumed: number;
  #profitQuote = Decimal.zero;
  #feesQuote = Decimal.zero;

  /** `resumed` positions are left by an earlier run. */
  constructor(resumed: number) {
    this.#resumed = resumed;
  }

  /** Of the positions that were closed, after fees. */
  get profitQuote(): Decimal {
    return this.#profitQuote;
  }

  order(event: OrderEvent): void {
    const orders = this.#orders;
    if (event.kind === 'filled' || event.kind === 'partiallyFilled') {
      orders.fills += 1;
      if (event.fill.fee) this.#feesQuote = this.#feesQuote.plus(event.fill.fee.amount);
    }
    if (event.kind in orders) orders[event.kind as keyof typeof orders] += 1;
  }

  update({ book, commands, problems, notices, decided }: PositionUpdate): void {
    this.#orders.placed += commands.filter(({ kind }) => kind === 'place').length;
    if (decided?.decision.kind === 'refused') increment(this.#refused, decided.decision.refusal.kind);
    for (const { kind } of problems) increment(this.#problems, kind);
    for (const { kind, positionId } of notices) {
      if (kind === 'exiting') continue;
      this.#positions[kind] += 1;
      if (kind === 'closed') this.#close([...book.ended.values(), ...book.live.values()], positionId);
    }
  }

  ordersReport(): OrdersReport {
    return { ...this.#orders };
  }

  positionsReport({ live, equityQuote, isStopped, failure }: TallyEnd): PositionsReport {
    const held = [...live].filter(({ state }) => state !== 'closed' && state !== 'rejected');
    return {
      resumed: this.#resumed,
      ...this.#positions,
      open: held.length,
      byCause: { ...this.#byCause },
      profitQuote: this.#profitQuote.toNumber(),
      feesQuote: this.#feesQuote.toNumber(),
      equityQuote: equityQuote.toNumber(),
      refused: { ...this.#refused },
      problems: { ...this.#problems },
      isStopped,
      ...(failure !== undefined && { failure }),
    };
  }

  #close(positions: readonly Position[], positionId: string): void {
    const position = positions.find(({ id }) => id === positionId);
    if (!position) return;
    const profit = cashQuote(position);
    this.#profitQuote = this.#profitQuote.plus(profit);
    if (profit.sign > 0) this.#positions.won += 1;
    increment(this.#byCause, position.exitCause ?? 'unknown');
  }
}

function increment(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
