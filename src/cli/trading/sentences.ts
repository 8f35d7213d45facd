import type { Decimal } from '../../domain/decimal.js';
import type { PositionsReport } from '../report/report.js';
import type { TradingStatus } from './tradeNews.js';

const liftIt = '`candlewick resume-trading` lifts it';

/** That the kill switch is on, or off again. */
export const stoppedSentence = (isOn: boolean): string =>
  isOn ? `Trading is stopped: nothing is opened, and what was opened is closed; ${liftIt}.` : 'Trading goes on.';

/** What SIGUSR2 has led to where there is nothing to stop, or nothing to keep it in. */
export const pullSentence = (path: string | undefined): string =>
  path === undefined
    ? 'Nothing is kept, so trading is stopped until this run ends.'
    : `Nothing is traded in this run; in the next, trading is stopped: ${liftIt}.`;

/** How a run begins to trade. */
export const resumeSentence = ({ positions, equityQuote, quoteAsset }: TradingStatus): string =>
  `Signals are traded on paper: ${positionsText(positions)}, equity ${moneyText(equityQuote)} ${quoteAsset}.`;

/** `on paper: 2 positions, equity 10,031.20 USDT, closed +31.20`. */
export const statusLine = (status: TradingStatus): string =>
  [
    `on paper: ${positionsText(status.positions)}`,
    `equity ${moneyText(status.equityQuote)} ${status.quoteAsset}`,
    ...(status.profitQuote.isZero ? [] : [`closed ${signedMoney(status.profitQuote)}`]),
    ...(status.isStopped ? ['STOPPED'] : []),
    ...(status.hasFailed ? ['ENDED'] : []),
  ].join(', ');

/** What trading came to, in one sentence. */
export function tradingSentence(report: PositionsReport): string {
  const { opened, closed, won, open, profitQuote, feesQuote, equityQuote, refused } = report;
  const reasons = Object.entries(refused).map(([kind, count]) => `${count} ${kind}`);
  const outcome = closed === 0 ? '' : ` (${won} with a profit, ${profitQuote.toFixed(2)} in all)`;
  return (
    `Trading on paper: ${opened} opened, ${closed} closed${outcome}, ${open} open; fees ${feesQuote.toFixed(2)}, ` +
    `equity ${equityQuote.toFixed(2)}; ${reasons.length === 0 ? 'no signal refused' : `refused: ${reasons.join(', ')}`}.`
  );
}

const positionsText = (count: number): string => `${count} ${count === 1 ? 'position' : 'positions'}`;

/** `10,031.20` */
const moneyText = (money: Decimal): string =>
  money.toNumber().toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `+31.20`, `-4.00`. */
export const signedMoney = (money: Decimal): string => `${money.sign < 0 ? '' : '+'}${moneyText(money)}`;
