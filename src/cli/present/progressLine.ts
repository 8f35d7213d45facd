import type { WarmUpProgress } from '../../streams/warmUpProgress.js';

const widestBar = 30;
/** What stands beside the bar, with the longest time left. */
const otherColumns = 48;

/** `Warming █████░░░░░ 150/300 windows, 2.4 s left`, with a bar as long as there is room for. */
export function progressLine({ series, ready, failed, etaMs }: WarmUpProgress, columns: number): string {
  const done = ready + failed;
  const barWidth = Math.max(0, Math.min(widestBar, columns - otherColumns));
  const filled = series === 0 ? 0 : Math.floor((done / series) * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  return `Warming ${bar} ${done}/${series} windows, ${etaMs === undefined ? '…' : durationText(etaMs)} left`;
}

/** `300 windows are warm after 3.9 s.` */
export function warmLine({ ready, failed, elapsedMs }: WarmUpProgress): string {
  const without = failed > 0 ? `; the exchange does not have ${failed}` : '';
  return `${ready} windows are warm after ${durationText(elapsedMs)}${without}.`;
}

/** `2.4 s`, `3 min 05 s` */
function durationText(ms: number): string {
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
