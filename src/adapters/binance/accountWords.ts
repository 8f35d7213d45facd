import type { MarginMode, OrderSide, PositionSide } from '../../domain/account.js';

const sides = { BUY: 'buy', SELL: 'sell' } as const satisfies Record<string, OrderSide>;
const positionSides = { BOTH: 'both', LONG: 'long', SHORT: 'short' } as const satisfies Record<string, PositionSide>;

export const toSide = (word: keyof typeof sides): OrderSide => sides[word];
export const toPositionSide = (word: keyof typeof positionSides): PositionSide => positionSides[word];
export const toMarginMode = (word: string): MarginMode => (word.toLowerCase() === 'isolated' ? 'isolated' : 'cross');

const closedStatuses: ReadonlySet<string> = new Set(['FILLED', 'CANCELED', 'REJECTED', 'EXPIRED', 'EXPIRED_IN_MATCH']);
// Once triggered it is an order like any other, and has a place there.
const closedAlgoStatuses: ReadonlySet<string> = new Set(['TRIGGERED', 'FINISHED', 'CANCELED', 'REJECTED', 'EXPIRED']);

/** An unknown status counts as open: what may still trade is not forgotten. */
export const isOpenStatus = (status: string): boolean => !closedStatuses.has(status);
export const isOpenAlgoStatus = (status: string): boolean => !closedAlgoStatuses.has(status);
