import { cashQuote, heldQty } from '../../core/positions/money.js';
import type { Position } from '../../domain/position.js';
import type { TradeNews, TradingStatus } from '../trading/tradeNews.js';

/** What became of a position, or why a signal has none, for a program. Money and quantities are exact, as text. */
export function tradeFields(news: TradeNews, status: TradingStatus): object {
  const marketTime = new Date(news.atMs).toISOString();
  if (news.kind === 'refused') {
    const { signal, refusal } = news;
    const { id, symbol, direction } = signal;
    return { id, symbol, direction, kind: refusal.kind, reason: refusal.reason, marketTime };
  }
  return { ...positionFields(news.position), marketTime, ...statusFields(status) };
}

export const statusFields = ({ mode, positions, equityQuote, isStopped }: TradingStatus): object => ({
  mode,
  positions,
  equityQuote: equityQuote?.toString() ?? null,
  isStopped,
});

function positionFields(position: Position): object {
  const { id, symbol, direction, state, exitCause, rejection, enteredBaseQty, entryQuote, stopPrice } = position;
  return {
    id,
    symbol,
    direction,
    state,
    baseQty: heldQty(position).toString(),
    enteredBaseQty: enteredBaseQty.toString(),
    entryQuote: entryQuote.toString(),
    stopPrice: stopPrice.toString(),
    ...(state === 'closed' && { profitQuote: cashQuote(position).toString() }),
    feesQuote: position.feesQuote.toString(),
    ...(exitCause !== undefined && { cause: exitCause }),
    ...(rejection !== undefined && { rejection }),
  };
}
