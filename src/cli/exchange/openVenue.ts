import { binanceMarketData } from '../../adapters/binance/index.js';
import { proxyFor } from '../../adapters/binance/proxy.js';
import type { MarketScheduler } from '../../app/marketScheduler.js';
import type { Config } from '../../config/schema.js';
import type { BadFrame } from '../../domain/feed.js';
import type { MarketData } from '../../ports/marketData.js';
import { startSimulatorThread, type SimulatorThread } from '../../simulator/index.js';
import { orAbort } from '../abort.js';
import { simulatorOptions } from '../simulatorOptions.js';
import type { SimulatorClock } from './simulatorLink.js';

/** An exchange with an address, which may or may not answer: the real one, or a simulator of our own. */
export interface Venue {
  readonly restUrl: string;
  readonly streamUrl: string;
  readonly marketData: MarketData;
  /** Of the embedded simulator, when there is one. */
  readonly simulatorClock: SimulatorClock | undefined;
  /** Tells the adapter what time it is on the exchange. */
  readonly useClock: (market: MarketScheduler) => void;
  readonly close: () => Promise<void>;
}

export interface VenueOptions {
  readonly config: Config;
  readonly env: NodeJS.ProcessEnv;
  /** Told of every row of a REST list that could not be read. */
  readonly onBadRow: (row: BadFrame) => void;
  readonly signal: AbortSignal;
}

/**
 * Starts the simulator if the configuration asks for one. Rejects with `BadInputError` for a data folder or a proxy
 * address that cannot be used, with an `AbortError` when `signal` aborts.
 */
export async function openVenue({ config, env, onBadRow, signal }: VenueOptions): Promise<Venue> {
  const simulator = config.exchange.mode === 'simulated' ? await startEmbedded(config, signal) : undefined;
  const restUrl = simulator?.url ?? config.exchange.restUrl;
  const streamUrl = simulator?.streamUrl ?? config.exchange.streamUrl;
  let market: MarketScheduler | undefined;
  const settings = {
    ...config.exchange,
    restUrl,
    streamUrl,
    restProxyUrl: proxyFor(env, restUrl),
    streamProxyUrl: proxyFor(env, streamUrl),
    marketNow: () => market?.now() ?? 0,
    onBadRow,
  };
  const marketData = binanceMarketData(settings);
  return {
    restUrl,
    streamUrl,
    marketData,
    simulatorClock: simulator && { speed: simulator.speed, endMs: finiteOrNull(simulator.endMs) },
    useClock: (clock) => (market = clock),
    close: async () => {
      await marketData.close();
      await simulator?.stop();
    },
  };
}

/** A simulator that is still reading its data when the run is stopped is stopped as soon as it can be. */
async function startEmbedded(config: Config, signal: AbortSignal): Promise<SimulatorThread> {
  const starting = startSimulatorThread(simulatorOptions(config));
  try {
    return await orAbort(starting, signal);
  } catch (error) {
    starting.then(
      (simulator) => simulator.stop(),
      () => undefined,
    );
    throw error;
  }
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
