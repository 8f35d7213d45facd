import type { Decimal } from '../../domain/decimal.js';
import type { ForeignOrder } from '../../core/positions/foreignOrders.js';
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
export const resumeSentence = (status: TradingStatus): string =>
  status.mode === 'live'
    ? `LIVE: signals are traded with real orders; ${positionsText(status.positions)} of the last run, the account is being read.`
    : `Signals are traded on paper: ${positionsText(status.positions)}, ${equityText(status)}.`;

/** What an account was found to hold when it was first read. */
export const accountSentence = (status: TradingStatus): string =>
  `LIVE: the account is read, ${equityText(status)}; ${positionsText(status.positions)}.`;

/** That a run is about to end, and not yet over. */
export const leavingSentence =
  'LIVE: orders are under way, which are waited for; entries that are not filled are taken back. A second Ctrl-C ends at once.';

/** That it ends all the same. */
export const leftSentence =
  'LIVE: orders are still under way, or a position has no confirmed stop. Look at the account; the next run asks for all of it.';

/** That something has gone wrong which nothing heals. Live, what the exchange holds is then nobody's. */
export const endedSentence = ({ message }: Error, isLive: boolean): string => {
  const why = `Trading has ended: ${message.replace(/\.$/, '')}. The scan goes on; positions stay as they are`;
  return isLive
    ? `${why} at the exchange, with the stops they have. Until the program is started again nobody looks after them, and the kill switch closes nothing.`
    : `${why}.`;
};

/** An order of somebody else. */
export const foreignSentence = ({ side, baseQty, symbol, clientOrderId }: ForeignOrder): string =>
  `Left alone: an order of ${clientOrderId} to ${side} ${baseQty === 0 ? 'all' : baseQty} ${symbol}, which no position here knows of.`;

/** `on paper: 2 positions, equity 10,031.20 USDT, closed +31.20`. */
export const statusLine = (status: TradingStatus): string =>
  [
    `${places[status.mode]}: ${positionsText(status.positions)}`,
    equityText(status),
    ...(status.profitQuote.isZero ? [] : [`closed ${signedMoney(status.profitQuote)}`]),
    ...(status.isStopped ? ['STOPPED'] : []),
    ...(status.hasFailed ? ['ENDED'] : []),
  ].join(', ');

/** What trading came to, in one sentence. */
export function tradingSentence(report: PositionsReport): string {
  const { mode, opened, closed, won, open, profitQuote, feesQuote, equityQuote, refused } = report;
  const reasons = Object.entries(refused).map(([kind, count]) => `${count} ${kind}`);
  const outcome = closed === 0 ? '' : ` (${won} with a profit, ${profitQuote.toFixed(2)} in all)`;
  const rest = mode === 'live' && open > 0 ? ', which stay at the exchange' : '';
  return (
    `Trading ${places[mode]}: ${opened} opened, ${closed} closed${outcome}, ${open} open${rest}; fees ${feesQuote.toFixed(2)}, ` +
    `equity ${equityQuote?.toFixed(2) ?? 'unknown'}; ${reasons.length === 0 ? 'no signal refused' : `refused: ${reasons.join(', ')}`}.`
  );
}

const places = { paper: 'on paper', live: 'LIVE' } as const;

const equityText = ({ equityQuote, quoteAsset }: TradingStatus): string =>
  equityQuote === undefined ? 'equity not known yet' : `equity ${moneyText(equityQuote)} ${quoteAsset}`;

const positionsText = (count: number): string => `${count} ${count === 1 ? 'position' : 'positions'}`;

/** `10,031.20` */
const moneyText = (money: Decimal): string =>
  money.toNumber().toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `+31.20`, `-4.00`. */
export const signedMoney = (money: Decimal): string => `${money.sign < 0 ? '' : '+'}${moneyText(money)}`;
