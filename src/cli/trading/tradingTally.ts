import { cashQuote } from '../../core/positions/money.js';
import { emptyBook, type PositionBook } from '../../core/positions/reduceBook.js';
import { Decimal } from '../../domain/decimal.js';
import type { ManagedOrder, Position } from '../../domain/position.js';
import type { PositionUpdate } from '../../streams/positionLoop.js';
import type { OrdersReport, PositionsReport } from '../report/report.js';

type Counts = Record<string, number>;

/** How an account stands at the end. */
export interface TallyEnd extends Pick<PositionsReport, 'mode' | 'isStopped'> {
  readonly live: Iterable<Position>;
  /** `undefined`: it is not known. */
  readonly equityQuote: Decimal | undefined;
  readonly failure: string | undefined;
}

/** Counts what became of signals, orders and positions in a run. */
export class TradingTally {
  readonly #orders = {
    placed: 0,
    filled: 0,
    cancelled: 0,
    rejected: 0,
    expired: 0,
    notFound: 0,
    unknown: 0,
    fills: 0,
    foreign: 0,
  };
  readonly #positions = { opened: 0, closed: 0, won: 0, rejected: 0, orphaned: 0 };
  readonly #byCause: Counts = {};
  readonly #refused: Counts = {};
  readonly #problems: Counts = {};
  readonly #resumed: number;
  #before: PositionBook = emptyBook;
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

  /** What was held when the run began, before its first step. */
  begin(book: PositionBook): void {
    this.#before = book;
  }

  foreignOrder(): void {
    this.#orders.foreign += 1;
  }

  update({ book, commands, problems, notices, decided }: PositionUpdate): void {
    this.#orders.placed += commands.filter(({ kind }) => kind === 'place').length;
    if (decided?.decision.kind === 'refused') increment(this.#refused, decided.decision.refusal.kind);
    for (const { kind } of problems) increment(this.#problems, kind);
    this.#compare(book);
    for (const { kind, positionId } of notices) {
      if (kind === 'exiting' || kind === 'stuck') continue;
      this.#positions[kind] += 1;
      if (kind === 'closed') this.#close([...book.ended.values(), ...book.live.values()], positionId);
    }
  }

  ordersReport(): OrdersReport {
    return { ...this.#orders };
  }

  positionsReport({ mode, live, equityQuote, isStopped, failure }: TallyEnd): PositionsReport {
    const held = [...live].filter(({ state }) => state !== 'closed' && state !== 'rejected');
    return {
      mode,
      resumed: this.#resumed,
      ...this.#positions,
      open: held.length,
      byCause: { ...this.#byCause },
      profitQuote: this.#profitQuote.toNumber(),
      feesQuote: this.#feesQuote.toNumber(),
      equityQuote: equityQuote?.toNumber() ?? null,
      refused: { ...this.#refused },
      problems: { ...this.#problems },
      isStopped,
      ...(failure !== undefined && { failure }),
    };
  }

  /** What a gateway tells may come twice or not at all: what the positions made of it counts. */
  #compare(book: PositionBook): void {
    const { live, ended } = this.#before;
    this.#before = book;
    for (const key of new Set([...book.live.keys(), ...live.keys()])) {
      const after = book.live.get(key) ?? book.ended.get(key);
      const before = live.get(key) ?? ended.get(key);
      if (after === undefined || after === before) continue;
      this.#feesQuote = this.#feesQuote.plus(after.feesQuote.minus(before?.feesQuote ?? Decimal.zero));
      for (const order of after.orders) this.#compareOrders(before && sameOrder(before, order), order);
    }
  }

  #compareOrders(before: ManagedOrder | undefined, after: ManagedOrder): void {
    if (before === after) return;
    const orders = this.#orders;
    orders.fills += after.tradeIds.length - (before?.tradeIds.length ?? 0);
    if (before?.status === after.status) return;
    if (after.status === 'unknown') orders.unknown += 1;
    if (after.status === 'ended' && after.endedAs !== undefined) orders[after.endedAs] += 1;
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

const sameOrder = ({ orders }: Position, { request: { clientOrderId } }: ManagedOrder): ManagedOrder | undefined =>
  orders.find(({ request }) => request.clientOrderId === clientOrderId);

function increment(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
