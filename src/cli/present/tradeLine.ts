import { cashQuote, heldQty } from '../../core/positions/money.js';
import type { ExitCause, Position } from '../../domain/position.js';
import { signedMoney } from '../trading/sentences.js';
import type { TradeNews } from '../trading/tradeNews.js';
import { padded } from './displayWidth.js';
import type { Paint } from './paint.js';

const usualSymbolWidth = 12;
const shortIdLength = 8;

const causes: Readonly<Record<ExitCause, string>> = {
  stop: 'stop',
  trailingStop: 'trailing stop',
  target: 'target',
  timeout: 'time-out',
  signal: 'signal turned',
  killSwitch: 'kill switch',
  unprotected: 'no stop in time',
  lateFill: 'late fill',
};

/** What became of a position on one line; `undefined` for what a terminal has no room for: refusals, which are many. */
export function tradeLine(news: TradeNews, paint: Paint): string | undefined {
  if (news.kind === 'refused') return undefined;
  const { position, atMs } = news;
  const { id, symbol, direction } = position;
  const line = (mark: string, what: string): string =>
    `${new Date(atMs).toISOString().slice(11, 19)}  ${mark} ${padded(symbol, usualSymbolWidth)}  ${what}  ${paint('dim', id.slice(0, shortIdLength))}`;
  switch (news.kind) {
    case 'opened':
      return line('◆ enter', `${direction} ${entryText(position)}`);
    case 'closed': {
      const isGain = cashQuote(position).sign >= 0;
      const { exitCause } = position;
      return line(
        '◇ exit ',
        `${paint(isGain ? 'green' : 'red', profitText(position))}${exitCause ? `  ${causes[exitCause]}` : ''}`,
      );
    }
    case 'rejected':
      return line('◇ none ', position.rejection ?? 'the entry was not filled in time');
    case 'orphaned':
      return line(paint('yellow', '! alien'), 'the exchange holds something else; it is left alone');
    case 'unprotected':
      return line(paint('yellow', '! leave'), 'its stop was not confirmed in time');
    case 'stuck':
      return line(paint('yellow', '! stuck'), 'the exchange refuses to close it; it is still held, and tried again');
  }
}

/** `12 at 0.8791, stop 0.8615` */
const entryText = (position: Position): string => {
  const { entryQuote, enteredBaseQty, stopPrice, intent } = position;
  const places = intent?.tickSize.places ?? 8;
  const price = enteredBaseQty.isZero ? stopPrice : entryQuote.dividedBy(enteredBaseQty, places, 'nearest');
  return `${heldQty(position).toString()} at ${price.toString()}, stop ${stopPrice.toString()}`;
};

/** `+12.31 USDT (+1.2 %)` */
function profitText(position: Position): string {
  const profit = cashQuote(position);
  const share = position.entryQuote.isZero ? 0 : (100 * profit.toNumber()) / position.entryQuote.toNumber();
  return `${signedMoney(profit)} ${position.intent?.quoteAsset ?? ''} (${share >= 0 ? '+' : ''}${share.toFixed(1)} %)`;
}
