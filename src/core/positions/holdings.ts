import { Decimal, sumDecimals } from '../../domain/decimal.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { HeldPosition } from '../../domain/order.js';
import type { Position } from '../../domain/position.js';
import { heldQty } from './money.js';
import type { PositionEvent } from './positionEvent.js';
import type { PositionBook } from './reduceBook.js';

type Undated<E> = E extends PositionEvent ? Omit<E, 'atMs'> : never;

/** Something that the exchange holds otherwise than the book says, and what positions are to hear of it if it stays so. */
export interface HoldingDifference {
  /** The same as long as it is the same difference. */
  readonly key: string;
  /** Whether the fate of every order of the symbol is known: otherwise it may yet turn out to be none. */
  readonly isCertain: boolean;
  readonly event: Undated<Extract<PositionEvent, { kind: 'orphaned' | 'orphanFound' | 'orphanLeft' }>>;
}

/** What a position holds, below 0 when short. */
export const signedQty = (position: Position): Decimal =>
  position.direction === 'long' ? heldQty(position) : heldQty(position).negated();

/**
 * Compares what an account holds with the positions of the book, symbol by symbol. With an order whose fate is not known
 * nothing is certain of its symbol. What the two hear comes at different times, so that a difference says something only
 * when it lasts.
 */
export function holdingDifferences(book: PositionBook, held: readonly HeldPosition[]): readonly HoldingDifference[] {
  const live = [...book.live.values()];
  const symbols = new Set([...live, ...held].map(({ symbol }) => symbol));
  return [...symbols].flatMap((symbol) =>
    differencesOf(
      symbol,
      live.filter((position) => position.symbol === symbol),
      held.find((holding) => holding.symbol === symbol),
    ),
  );
}

function differencesOf(
  symbol: InstrumentSymbol,
  live: readonly Position[],
  holding: HeldPosition | undefined,
): readonly HoldingDifference[] {
  const ours = live.filter(({ state }) => state !== 'orphaned');
  const orphans = live.filter(({ state, endedAtMs }) => state === 'orphaned' && endedAtMs === undefined);
  const heldBaseQty = holding?.baseQty ?? Decimal.zero;
  if (ours.length > 0) {
    const isCertain = ours.every(({ orders }) =>
      orders.every(({ status }) => status !== 'sent' && status !== 'unknown'),
    );
    const wantedBaseQty = sumDecimals(ours.map(signedQty));
    if (heldBaseQty.equals(wantedBaseQty)) return [];
    return ours.map(({ id }) => ({
      key: `${id} ${heldBaseQty.toString()} ${wantedBaseQty.toString()}`,
      isCertain,
      event: { kind: 'orphaned', positionId: id },
    }));
  }
  if (holding === undefined) {
    return orphans.length > 0
      ? [{ key: `left ${symbol}`, isCertain: true, event: { kind: 'orphanLeft', symbol } }]
      : [];
  }
  const isKnown = orphans.some(({ intent, ...orphan }) => intent !== undefined || isSame(orphan, holding));
  if (isKnown) return [];
  return [
    { key: `${symbol} ${heldBaseQty.toString()}`, isCertain: true, event: { kind: 'orphanFound', held: holding } },
  ];
}

const isSame = ({ direction, enteredBaseQty }: Omit<Position, 'intent'>, { baseQty }: HeldPosition): boolean =>
  (direction === 'long') === baseQty.sign > 0 && enteredBaseQty.equals(baseQty.abs());
