import { setTimeout as wait } from 'node:timers/promises';
import { firstValueFrom, from, concatMap, toArray } from 'rxjs';
import { fetch } from 'undici';
import { binanceMarketData } from '../adapters/binance/index.js';
import { proxyFor } from '../adapters/binance/proxy.js';
import { MarketScheduler, type ClockSample } from '../app/marketScheduler.js';
import type { Config } from '../config/schema.js';
import { isScannerError, type ScannerError } from '../domain/errors.js';
import type { MarketData } from '../ports/marketData.js';
import { startSimulatorThread } from '../simulator/index.js';
import type { FetchTruth, TruthRow } from './report/audit.js';
import { simulatorOptions } from './simulatorOptions.js';

/** A connected exchange: live, a simulator of our own, or a simulator in another process. */
export interface Exchange {
  readonly marketData: MarketData;
  readonly market: MarketScheduler;
  /** What a simulator knows to be true; absent on a real exchange. */
  readonly fetchTruth?: FetchTruth;
  /** Market time at which a recording ends. */
  readonly endMs: number;
  /** Reads the exchange's clock again. */
  readonly syncClock: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface SimulatorClock {
  readonly speed: number;
  readonly endMs: number | null;
}

const clockSamples = 3;
const retryAfterMs = 5_000;

/**
 * Starts the simulator if the configuration asks for one, connects, and reads the clock. An exchange that cannot be
 * reached is waited for: `onUnreachable` is told once, `onReachable` when it is back. Throws `BadInputError` for bad
 * input (data folder), an `AbortError` when `signal` aborts.
 */
export async function connectExchange(
  config: Config,
  env: NodeJS.ProcessEnv,
  notify: { readonly onUnreachable: (error: ScannerError) => void; readonly onReachable: () => void },
  signal: AbortSignal,
): Promise<Exchange> {
  const simulator =
    config.exchange.mode === 'simulated' ? await startSimulatorThread(simulatorOptions(config)) : undefined;
  const restUrl = simulator?.url ?? config.exchange.restUrl;
  const streamUrl = simulator?.streamUrl ?? config.exchange.streamUrl;
  let market: MarketScheduler | undefined;
  const { weightLimitPerMinute, weightReserveRatio, maxConcurrentRequests, requestTimeoutMs, maxRetries } =
    config.exchange;
  const { topicsPerSubscribe, clientMessagesPerSecond, handshakeTimeoutMs } = config.exchange;
  const marketData = binanceMarketData({
    restUrl,
    streamUrl,
    ...proxies(env, restUrl, streamUrl),
    marketNow: () => market?.now() ?? 0,
    weightLimitPerMinute,
    weightReserveRatio,
    maxConcurrentRequests,
    requestTimeoutMs,
    maxRetries,
    topicsPerSubscribe,
    clientMessagesPerSecond,
    handshakeTimeoutMs,
    random: Math.random,
  });
  const close = async (): Promise<void> => {
    await marketData.close();
    await simulator?.stop();
  };
  try {
    const samples = await untilReachable(() => readClock(marketData), notify, signal);
    const simulated = isLoopback(restUrl) ? await simulatorClock(restUrl) : undefined;
    const scheduler = new MarketScheduler({ speed: simulated?.speed ?? 1, sample: samples[0]! });
    scheduler.sync(samples);
    market = scheduler;
    return {
      marketData,
      market: scheduler,
      endMs: simulated?.endMs ?? Infinity,
      syncClock: async () => scheduler.sync(await readClock(marketData)),
      close,
      ...(simulated && { fetchTruth: truthOf(restUrl) }),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function proxies(env: NodeJS.ProcessEnv, restUrl: string, streamUrl: string) {
  const restProxyUrl = proxyFor(env, restUrl);
  const streamProxyUrl = proxyFor(env, streamUrl);
  return { ...(restProxyUrl && { restProxyUrl }), ...(streamProxyUrl && { streamProxyUrl }) };
}

const readClock = (marketData: MarketData): Promise<readonly ClockSample[]> =>
  firstValueFrom(
    from(Array.from({ length: clockSamples })).pipe(
      concatMap(() => marketData.fetchServerTime()),
      toArray(),
    ),
  ).then((samples) =>
    samples.map(({ serverTimeMs, receivedAtMs }) => ({ exchangeTimeMs: serverTimeMs, receivedAtMs })),
  );

async function untilReachable<T>(
  attempt: () => Promise<T>,
  { onUnreachable, onReachable }: Parameters<typeof connectExchange>[2],
  signal: AbortSignal,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      const result = await Promise.race([attempt(), aborted(signal)]);
      if (failures > 0) onReachable();
      return result;
    } catch (error) {
      if (!isScannerError(error) || !error.isRetryable) throw error;
      if (failures === 0) onUnreachable(error);
      await wait(retryAfterMs, undefined, { signal });
    }
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const abort = (): void => reject(new DOMException('stopped', 'AbortError'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });

const isLoopback = (url: string): boolean => /^(localhost|127\.|\[::1\])/.test(new URL(url).hostname);

/** The clock of a simulator; `undefined` when whatever listens there is none. */
async function simulatorClock(restUrl: string): Promise<SimulatorClock | undefined> {
  const response = await fetch(`${restUrl}/simulator/clock`);
  return response.ok ? ((await response.json()) as SimulatorClock) : undefined;
}

const truthOf =
  (restUrl: string): FetchTruth =>
  async (symbol, interval, fromMs, toMs) => {
    const query = new URLSearchParams({ symbol, interval, startTime: String(fromMs), endTime: String(toMs) });
    const response = await fetch(`${restUrl}/simulator/klines?${query.toString()}`);
    if (!response.ok)
      throw new Error(`the simulator answered ${response.status} when asked for the truth of ${symbol}`);
    return (await response.json()) as readonly TruthRow[];
  };
