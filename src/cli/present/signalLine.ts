import type { Signal } from '../../domain/signal.js';
import { padded } from './displayWidth.js';
import type { Paint } from './paint.js';
import { signed } from './signed.js';

const usualSymbolWidth = 12;
/** What the line takes with the factors' parts. */
const columnsForParts = 100;

/** One signal on one line, with what it is made of where there is room. */
export function signalLine(
  { symbol, direction, score, price, atMs, parts }: Signal,
  columns: number,
  paint: Paint,
): string {
  const time = new Date(atMs).toISOString().slice(11, 19);
  const isLong = direction === 'long';
  const what = paint(isLong ? 'green' : 'red', `${isLong ? '▲ long ' : '▼ short'} ${padded(symbol, usualSymbolWidth)}`);
  const line = `${time}  ${what}  ${padded(signed(score), 4, 'start')} at ${price}`;
  if (columns < columnsForParts) return line;
  return `${line}  ${paint('dim', `(${parts.map((part) => `${part.factor} ${signed(part.score)}`).join(', ')})`)}`;
}
