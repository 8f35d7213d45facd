import type { CycleResult, SkippedSymbol } from '../../domain/cycle.js';
import type { SymbolScore } from '../../domain/signal.js';
import { displayWidth, padded } from './displayWidth.js';
import type { Paint } from './paint.js';
import { signed } from './signed.js';

const mostSymbols = 8;
/** A blank line, the head, the names of the columns, the cursor's line, and some of what was printed above. */
const otherRows = 8;

/** One cycle as a small table: its numbers, then the strongest symbols, as many as a screen of `rows` has room for. */
export function cycleLines(
  { cycle, atMs, scores, skipped, durationMs }: CycleResult,
  rows: number,
  paint: Paint,
): string[] {
  const time = new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
  const head = `cycle ${cycle}  ${time}  ${scores.length} symbols in ${durationMs.toFixed(1)} ms${skippedText(skipped)}`;
  const shown = scores.slice(0, Math.max(1, Math.min(mostSymbols, rows - otherRows)));
  return ['', paint('dim', head), ...tableLines(shown, paint)];
}

function tableLines(scores: readonly SymbolScore[], paint: Paint): string[] {
  if (scores.length === 0) return [];
  // What abstains everywhere, for want of its input, has no column; modulators are left to the signals.
  const factors = [
    ...new Set(
      scores.flatMap(({ parts }) =>
        parts.filter(({ kind, score }) => kind === 'directional' && score !== undefined).map(({ factor }) => factor),
      ),
    ),
  ];
  const symbolWidth = Math.max('symbol'.length, ...scores.map(({ symbol }) => displayWidth(symbol)));
  const line = (symbol: string, numbers: readonly string[]): string =>
    [padded(symbol, symbolWidth), ...numbers.map((text, i) => padded(text, columnWidth(factors[i - 1]), 'start'))].join(
      '  ',
    );
  return [
    paint('dim', line('symbol', ['score', ...factors])),
    ...scores.map(({ symbol, score, parts }) =>
      line(symbol, [
        paint(score >= 0 ? 'green' : 'red', signed(score)),
        ...factors.map((factor) => signed(parts.find((part) => part.factor === factor)?.score)),
      ]),
    ),
  ];
}

const columnWidth = (factor = 'score'): number => Math.max(factor.length, '-100'.length);

/** `, 3 skipped (2 warming, 1 suspect)` */
function skippedText(skipped: readonly SkippedSymbol[]): string {
  if (skipped.length === 0) return '';
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return `, ${skipped.length} skipped (${[...counts].map(([reason, count]) => `${count} ${reason}`).join(', ')})`;
}
