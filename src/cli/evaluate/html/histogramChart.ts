import type { Evaluation } from '../../../core/evaluation/evaluation.js';
import { drawing, escaped, line, rounded, svgText } from './markup.js';

const width = 860;
const height = 220;
const bottom = 190;
const left = 10;
const right = 850;
const gap = 2;

/** How often which scores were; those of Prime signals are coloured. */
export function histogramChart({ scores, rules }: Evaluation): string {
  const { from, width: stretch, counts } = scores.histogram;
  const most = Math.max(1, ...counts);
  const total = Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );
  const x = (score: number): number => left + ((score - from) / (stretch * counts.length)) * (right - left);
  const columns = counts.map((count, at) => {
    const low = from + at * stretch;
    const tall = (count / most) * (bottom - 24);
    const share = `${((100 * count) / total).toFixed(count / total < 0.01 ? 2 : 1)} %`;
    const box = `x="${rounded(x(low) + gap / 2)}" y="${rounded(bottom - tall)}" width="${rounded(x(low + stretch) - x(low) - gap)}" height="${rounded(tall)}"`;
    return `<g><title>${escaped(`${low} to ${low + stretch}: ${count} scores, ${share}`)}</title><rect ${box} class="none"/></g>`;
  });
  const thresholds = [-rules.minScore, rules.minScore].flatMap((score) => [
    line(x(score), 16, x(score), bottom, 'zero'),
    svgText(`${score > 0 ? '+' : ''}${score}`, { x: x(score), y: 12, anchor: 'middle', style: 'faint' }),
  ]);
  const axis = [-100, -50, 0, 50, 100].map((score) =>
    svgText(`${score > 0 ? '+' : ''}${score}`, {
      x: x(score),
      y: bottom + 18,
      anchor: score === -100 ? 'start' : score === 100 ? 'end' : 'middle',
      style: 'faint',
    }),
  );
  const label = `Histogram of ${total} scores from -100 to 100, thresholds at ${rules.minScore} up and down`;
  return drawing({ label, width, height }, [
    ...columns,
    line(left, bottom, right, bottom, 'zero'),
    ...thresholds,
    ...axis,
  ]);
}
