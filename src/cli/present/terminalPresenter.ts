import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import type { CycleResult } from '../../domain/cycle.js';
import type { Signal, SymbolScore } from '../../domain/signal.js';
import type { Presenter } from './presenter.js';
import { healthSentence, reportSentences } from './sentences.js';

const rowsShown = 8;
const plainTable = {
  chars: {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: ' ',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: '  ',
  },
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
};

/**
 * For a person at a terminal: a bar while the windows warm up, then one table that is redrawn with each cycle; signals and
 * what goes wrong are printed above it and stay.
 */
export function terminalPresenter(out: NodeJS.WriteStream): Presenter {
  let bar: SingleBar | undefined;
  let drawnLines = 0;
  let drawn = '';

  const erase = (): void => {
    if (drawnLines > 0) out.write(`\u001b[${drawnLines}A\u001b[0J`);
    drawnLines = 0;
  };
  const draw = (text: string): void => {
    erase();
    drawn = text;
    drawnLines = text.split('\n').length - 1;
    out.write(text);
  };
  const printAbove = (line: string): void => {
    const below = drawn;
    erase();
    bar?.stop();
    bar = undefined;
    out.write(`${line}\n`);
    if (below) draw(below);
  };

  return {
    say: printAbove,
    warn: (sentence) => printAbove(paint(33, `! ${sentence}`)),
    warmUp: ({ series, ready, failed, etaMs, isComplete }) => {
      if (drawn) return;
      bar ??= startBar(out, series);
      bar.setTotal(series);
      bar.update(ready + failed, { remaining: etaMs === undefined ? '…' : `${(etaMs / 1_000).toFixed(1)} s` });
      if (!isComplete) return;
      bar.stop();
      bar = undefined;
    },
    cycle: (cycle) => {
      for (const signal of cycle.signals) printAbove(signalLine(signal));
      for (const { symbol, factor, message } of cycle.failed)
        printAbove(paint(31, `${symbol}: factor ${factor} failed: ${message}`));
      if (!bar) draw(cycleText(cycle));
    },
    health: (health) => {
      const sentence = healthSentence(health);
      if (sentence && !(health.kind === 'connection' && health.state === 'open'))
        printAbove(paint(33, `! ${sentence}`));
    },
    badFrame: ({ reason }, countSoFar) => printAbove(paint(33, `! frame skipped (${countSoFar} so far): ${reason}`)),
    finished: (report) => {
      drawnLines = 0;
      drawn = '';
      for (const sentence of ['', ...reportSentences(report)]) out.write(`${sentence}\n`);
    },
    close: () => {
      bar?.stop();
      return Promise.resolve();
    },
  };
}

function startBar(out: NodeJS.WriteStream, series: number): SingleBar {
  const format = 'Warming {bar} {value}/{total} windows, {remaining} left';
  const bar = new SingleBar({
    format,
    stream: out,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  });
  bar.start(series, 0, { remaining: '…' });
  return bar;
}

function cycleText({ cycle, atMs, scores, skipped, durationMs }: CycleResult): string {
  const time = new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
  const head = `cycle ${cycle}  ${time}  ${scores.length} symbols in ${durationMs.toFixed(2)} ms${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
  const factors = scores[0]?.parts.map(({ factor }) => factor) ?? [];
  const table = new Table({
    ...plainTable,
    head: ['symbol', 'score', ...factors],
    colAligns: ['left', ...factors.map(() => 'right' as const), 'right'],
  });
  for (const scored of scores.slice(0, rowsShown)) table.push(scoreRow(scored, factors));
  return `\n${paint(2, head)}\n${scores.length > 0 ? `${table.toString()}\n` : ''}`;
}

const scoreRow = ({ symbol, score, parts }: SymbolScore, factors: readonly string[]): string[] => [
  symbol,
  paint(score >= 0 ? 32 : 31, signed(score)),
  ...factors.map((factor) => signed(parts.find((part) => part.factor === factor)?.score)),
];

function signalLine({ symbol, direction, score, price, atMs, parts }: Signal): string {
  const time = new Date(atMs).toISOString().slice(11, 19);
  const why = parts.map((part) => `${part.factor} ${signed(part.score)}`).join(', ');
  const colour = direction === 'long' ? 32 : 31;
  return `${time}  ${paint(colour, `${direction === 'long' ? '▲ long ' : '▼ short'} ${symbol}`)}  score ${signed(score)} at ${price}  (${why})`;
}

const signed = (score: number | undefined): string =>
  score === undefined ? '–' : `${score >= 0 ? '+' : ''}${score.toFixed(0)}`;

const paint = (colour: number, text: string): string => `\u001b[${colour}m${text}\u001b[0m`;
