import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Observable } from 'rxjs';
import { encodeHead, encodePosition } from '../../dist/adapters/files/virtualPositionFormat.js';
import { virtualFolder } from '../../dist/cli/virtual/virtualFolder.js';
import { openVirtualRun } from '../../dist/cli/virtual/virtualRun.js';
import { featureCount, featureHash } from '../../dist/core/features/featureList.js';
import { seededRandom } from '../lib/random.js';
import { median, significant } from '../lib/stats.js';
import { intervals, minuteMs, startMs } from './exchange.js';
import { PacedMarket } from './pacedMarket.js';
import { claimsOf, inTurn, roundsNote, rowsOf } from './rounds.js';
import { runningMarket } from './runningMarket.js';

const positionCount = 10_000;
const roundMinutes = 10;
const lookEvery = 5;
const factorNames = [
  'trend',
  'momentum',
  'volume',
  'orderFlow',
  'basisFunding',
  'liquidity',
  'structure',
  'independence',
];

/** The virtual loop as the daemon has it, files and all, beside the scan. */
export const loopsVirtual = {
  name: 'loops.virtual',
  title: `The scan beside the virtual loop, 600 symbols × 3 intervals, ${positionCount.toLocaleString('en')} positions`,
  async run({ isQuick }) {
    const folder = await mkdtemp(join(tmpdir(), 'candlewick-bench-'));
    const stage = await runningMarket();
    try {
      return await measure(stage, { folder, rounds: isQuick ? 3 : 12 });
    } finally {
      stage.stop();
      await rm(folder, { recursive: true });
    }
  },
};

async function measure(stage, { folder, rounds }) {
  /** The longest of each round. */
  const holds = { close: [], look: [], opening: [] };
  const ended = { count: 0 };
  const loaded = `${positionCount.toLocaleString('en')} positions`;
  const followed = async (round) => {
    const longest = { close: 0, look: 0, opening: 0 };
    const { cycles, samples } = await playRound(stage, {
      folder: join(folder, 'followed'),
      count: positionCount,
      round,
      hold: (what, heldMs) => (longest[what] = Math.max(longest[what], heldMs)),
    });
    if (round >= 0) {
      for (const [what, heldMs] of Object.entries(longest)) holds[what].push(heldMs);
      ended.count += samples;
    }
    return cycles;
  };
  const none = async (round) =>
    (await playRound(stage, { folder: join(folder, 'none'), count: 0, round, hold: () => undefined })).cycles;
  const cycles = await inTurn({ none, [loaded]: followed }, rounds);
  const held = (what) => significant(median(holds[what]));
  return {
    rows: rowsOf(cycles),
    claims: claimsOf(cycles, { loaded, plain: 'none' }),
    notes: [
      roundsNote,
      `The longest that the virtual loop held the thread in a round of 10 cycles, garbage collection included (median): ` +
        `${held('close')} ms for a close, ${held('look')} ms for a part of a look, ${held('opening')} ms for a new position. ` +
        `A look is under way when every fifth cycle falls due. ${ended.count.toLocaleString('en')} of the ` +
        `${(rounds * positionCount).toLocaleString('en')} positions ended and were written as samples.`,
    ],
  };
}

/** A run of the virtual loop that takes up `count` positions and follows them for a round. */
async function playRound({ config, exchange, market, scanner, play }, { folder, count, round, hold }) {
  const ownConfig = { ...config, state: { ...config.state, folder } };
  const positions = positionsOf(exchange, { count, round, atMs: market.now() });
  await mkdir(virtualFolder(ownConfig), { recursive: true });
  const text = positions.map(encodePosition).join('');
  await writeFile(join(virtualFolder(ownConfig), 'positions.jsonl'), encodeHead(count) + text);
  const virtual = await openVirtualRun(ownConfig, {
    say: () => undefined,
    warn: (sentence) => {
      throw new Error(sentence);
    },
  });
  const looks = new PacedMarket(market.now());
  const lookClock = {
    now: () => market.now(),
    schedule: (work, delayMs, state) =>
      looks.schedule(
        timedWork(work, (heldMs) => hold('look', heldMs)),
        delayMs,
        state,
      ),
  };
  const watched = {
    ...scanner,
    windowEvents$: timed(scanner.windowEvents$, (heldMs) => hold('close', heldMs)),
    signalRecords$: timed(scanner.signalRecords$, (heldMs) => hold('opening', heldMs)),
  };
  const running = virtual.watch(watched, lookClock).subscribe();
  const look = () => looks.runUntil(looks.now() + config.virtual.periodMs);
  const cycles = await play(roundMinutes, { look, lookEvery });
  running.unsubscribe();
  await virtual.finish();
  const { resumed, lost, open, opened, ended } = virtual.report.virtual;
  if (resumed !== count || lost > 0 || open !== count + opened - ended) {
    throw new Error(`${count} positions became ${JSON.stringify({ resumed, lost, open, opened, ended })}`);
  }
  return { cycles, samples: virtual.report.virtual.samples };
}

/** Positions on every symbol, entered at its last price, with stops and targets that some reach within the round. */
function positionsOf({ symbols, lastPrices }, { count, round, atMs }) {
  const random = seededRandom(100 + round);
  // No kline has been missed: the last close is seen.
  const seenToMs = Math.floor((atMs - startMs) / minuteMs) * minuteMs + startMs;
  return Array.from({ length: count }, (_, index) => {
    const symbol = symbols[index % symbols.length];
    const stopRatio = 0.01 + 0.05 * random();
    return {
      entry: {
        signalId: `${round}-${index}`,
        symbol,
        direction: random() < 0.5 ? 'long' : 'short',
        score: Math.round(62 + 30 * random()),
        openedAtMs: seenToMs,
        entryPrice: lastPrices.get(symbol),
        stopRatio,
        targets: [stopRatio, 2 * stopRatio].map((ratio) => ({ ratio, share: 0.5 })),
        dueAtMs: seenToMs + 14_400_000,
        features: Array.from({ length: featureCount }, () => Number((2 * random() - 1).toPrecision(9))),
        featureHash: featureHash(intervals),
        factors: Object.fromEntries(factorNames.map((name) => [name, 2 * random() - 1])),
      },
      seenToMs,
      targetsTaken: 0,
      takenRatio: 0,
      bestRatio: 0,
      worstRatio: 0,
    };
  });
}

/** The source, with the time that each value takes who listens. */
const timed = (source$, hold) =>
  new Observable((subscriber) =>
    source$.subscribe({
      next: (value) => {
        const startedMs = performance.now();
        subscriber.next(value);
        hold(performance.now() - startedMs);
      },
      error: (error) => subscriber.error(error),
      complete: () => subscriber.complete(),
    }),
  );

const timedWork = (work, hold) =>
  function (state) {
    const startedMs = performance.now();
    work.call(this, state);
    hold(performance.now() - startedMs);
  };
