import { Decimal, sumDecimals } from '../../domain/decimal.js';
import type { RiskGate } from './conditions.js';
import { refusal } from './riskInput.js';

const dayMs = 86_400_000;

/**
 * Nothing is opened for the rest of a day (UTC) in which too much was lost: what was closed since midnight, against the
 * equity there was before it.
 */
export const isDayNotLost: RiskGate = ({ trades, account, atMs }, { maxDailyLossRatio }) => {
  if (maxDailyLossRatio === 0 || account === undefined) return undefined;
  const midnightMs = atMs - (atMs % dayMs);
  const profit = sumDecimals(
    trades.filter(({ closedAtMs }) => closedAtMs >= midnightMs).map((trade) => trade.profitQuote),
  );
  const most = account.equityQuote.minus(profit).times(Decimal.of(maxDailyLossRatio));
  return profit.sign < 0 && !profit.abs().isBelow(most)
    ? refusal(
        'dailyLoss',
        `${profit.abs().toString()} was lost today, of at most ${most.toString()}`,
        midnightMs + dayMs,
      )
    : undefined;
};

/** A pause after losses one upon the other, counted from the close of the last. */
export const isNotCoolingDown: RiskGate = ({ trades, atMs }, { lossesInARow, lossCooldownMs }) => {
  if (lossesInARow === 0) return undefined;
  const newest = trades.at(-1);
  const count = trades.length - 1 - trades.findLastIndex(({ profitQuote }) => profitQuote.sign >= 0);
  if (newest === undefined || count < lossesInARow) return undefined;
  const untilMs = newest.closedAtMs + lossCooldownMs;
  return atMs < untilMs ? refusal('lossCooldown', `the last ${count} positions lost`, untilMs) : undefined;
};
