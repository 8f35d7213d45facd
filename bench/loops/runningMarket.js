import { filter, firstValueFrom, merge } from 'rxjs';
import { createScanner } from '../../dist/app/createScanner.js';
import { configSchema } from '../../dist/config/schema.js';
import { intervals, loopExchange, minuteMs, startMs } from './exchange.js';
import { PacedMarket } from './pacedMarket.js';

/** Wall time that a minute of the market is played in. */
const playedMinuteMs = 240;
const closeBatches = 40;
const firstCloseMs = 20;
const closeEveryMs = 2.5;
/** Right behind the last of them: what they leave to be done is in its way, and every symbol has moved. */
const cycleDueMs = firstCloseMs + closeBatches * closeEveryMs - 1;
/** Just before the cycle: it is under way when the cycle falls due. */
const lookDueMs = cycleDueMs - 1;
/** Of the market, after the boundary. */
const cyclePhaseMs = 30_000;

const longMs = 1_000_000_000;

/**
 * A scanner on an exchange that runs: `play(minutes, options)` plays that many minutes, each with the closes of its
 * boundary in batches, prices, and one cycle, and resolves to what became of each cycle:
 * `{ ownMs, lateMs, answeredMs, idleTurnMs }`, the last being the longest turn of the event loop that was not ours.
 */
export async function runningMarket(sections = {}) {
  const config = configSchema.parse({
    ...sections,
    windows: { intervals, closeGraceMs: minuteMs },
    universe: { minQuoteVolume24h: 0 },
    feeds: { klineMaxSilenceMs: longMs, priceMaxSilenceMs: longMs, firstDatumMs: longMs },
    derivatives: { markPriceMaxSilenceMs: longMs },
    scan: { ...sections.scan, periodMs: minuteMs },
  });
  const exchange = loopExchange();
  // Cycles come at this phase of every minute.
  const market = new PacedMarket(startMs + cyclePhaseMs);
  const scanner = createScanner({
    config: { ...config, exchange: { ...config.exchange, maxTopicsPerConnection: 10_000 } },
    marketData: exchange.marketData,
    market,
  });
  let answer;
  const warm = firstValueFrom(scanner.warmUp$.pipe(filter(({ isComplete }) => isComplete)));
  const running = merge(
    scanner.cycles$.pipe(
      filter((cycle) => {
        answer = { cycle, atMs: performance.now() };
        return false;
      }),
    ),
    scanner.windows$,
    scanner.signals$,
    scanner.health$,
  ).subscribe();
  await warm;
  let minute = 1;

  /** Lets the event loop turn until it is time, and returns the longest turn. */
  const wait = async (dueMs) => {
    let longestMs = 0;
    for (let now = performance.now(); now < dueMs;) {
      await new Promise((resolve) => setImmediate(resolve));
      const turnedMs = performance.now();
      longestMs = Math.max(longestMs, turnedMs - now);
      now = turnedMs;
    }
    return longestMs;
  };

  const playMinute = async (look) => {
    const boundaryMs = startMs + minute * minuteMs;
    minute += 1;
    const closes = exchange.closesOf(boundaryMs);
    const perBatch = Math.ceil(closes.length / closeBatches);
    const beginMs = performance.now();
    let outcome;
    const steps = [
      [0, () => exchange.send(exchange.prices(boundaryMs + 1))],
      [5, () => exchange.send(exchange.markPrices(boundaryMs + 2))],
      ...Array.from({ length: closeBatches }, (_, batch) => [
        firstCloseMs + batch * closeEveryMs,
        () => {
          for (const kline of closes.slice(batch * perBatch, (batch + 1) * perBatch))
            exchange.send({ kind: 'kline', kline, exchangeTimeMs: boundaryMs + 20 });
        },
      ]),
      ...(look ? [[lookDueMs, look]] : []),
      [
        cycleDueMs,
        (dueMs) => {
          const lateMs = performance.now() - dueMs;
          answer = undefined;
          market.runUntil(boundaryMs + cyclePhaseMs);
          const { cycle, atMs } = answer;
          if (cycle.recomputed !== exchange.symbols.length) throw new Error(`only ${cycle.recomputed} were computed`);
          outcome = { ownMs: cycle.durationMs, lateMs, answeredMs: atMs - dueMs };
        },
      ],
      ...[160, 180, 200, 220].map((atMs) => [atMs, () => exchange.send(exchange.prices(boundaryMs + 100 * atMs))]),
    ].sort(([a], [b]) => a - b);
    let idleTurnMs = 0;
    market.runUntil(boundaryMs + 1_000);
    for (const [atMs, step] of steps) {
      idleTurnMs = Math.max(idleTurnMs, await wait(beginMs + atMs));
      step(beginMs + atMs);
    }
    idleTurnMs = Math.max(idleTurnMs, await wait(beginMs + playedMinuteMs));
    return { ...outcome, idleTurnMs };
  };

  return {
    config,
    exchange,
    market,
    scanner,
    play: async (minutes, { look, lookEvery } = {}) => {
      const cycles = [];
      for (let played = 1; played <= minutes; played += 1)
        cycles.push(await playMinute(played % lookEvery === 0 ? look : undefined));
      return cycles;
    },
    stop: () => running.unsubscribe(),
  };
}
