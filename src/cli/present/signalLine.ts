import type { CloseCause, Signal } from '../../domain/signal.js';
import { padded } from './displayWidth.js';
import type { Paint } from './paint.js';
import { signed } from './signed.js';

const usualSymbolWidth = 12;
/** What the line takes with the factors' parts. */
const columnsForParts = 100;
/** As much of an id as tells recent signals apart: `candlewick explain` takes it. */
const shortIdLength = 8;

const causes: Readonly<Record<CloseCause, string>> = {
  fell: 'its score fell',
  turned: 'its score turned',
  left: 'its symbol left the universe',
};

/** One signal that was opened or closed on one line, with what it is made of, or why it ended, where there is room. */
export function signalLine(signal: Signal, columns: number, paint: Paint): string {
  const { id, symbol, direction, score, price, atMs } = signal;
  const time = new Date(atMs).toISOString().slice(11, 19);
  const name = padded(symbol, usualSymbolWidth);
  const numbers = `${padded(signed(score), 4, 'start')} at ${price}`;
  const shortId = id.slice(0, shortIdLength);
  if (signal.kind === 'closed')
    return `${time}  ${paint('dim', `■ ended ${name}  ${numbers}  ${shortId}${columns < columnsForParts ? '' : `  (${direction}: ${causes[signal.cause]})`}`)}`;
  const isLong = direction === 'long';
  const line = `${time}  ${paint(isLong ? 'green' : 'red', `${isLong ? '▲ long ' : '▼ short'} ${name}`)}  ${numbers}  ${paint('dim', shortId)}`;
  return columns < columnsForParts ? line : `${line}  ${paint('dim', `(${partsText(signal)})`)}`;
}

/** `54 %, trend +80, momentum +71, liquidity ×0.92`: the probability where one was predicted, then the parts. */
const partsText = ({ parts, probability }: Signal): string =>
  [
    ...(probability === undefined ? [] : [`${Math.round(100 * probability)} %`]),
    ...parts
      .filter(({ score }) => score !== undefined)
      .map(({ factor, kind, score }) => `${factor} ${kind === 'modulator' ? `×${score!.toFixed(2)}` : signed(score)}`),
  ].join(', ');
