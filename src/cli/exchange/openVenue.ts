import { binanceExchange } from '../../adapters/binance/index.js';
import { proxyFor } from '../../adapters/binance/proxy.js';
import type { MarketScheduler } from '../../app/marketScheduler.js';
import type { Config } from '../../config/schema.js';
import type { BadFrame } from '../../domain/feed.js';
import type { ConnectionGovernorPort, MarketData } from '../../ports/marketData.js';
import type { SpotData } from '../../ports/spotData.js';
import {
  startSimulatorThread,
  type SimulatorThread,
  type SimulatorThreadOptions,
} from '../../simulator/simulatorThread.js';
import { orAbort } from '../abort.js';
import type { Hostility } from '../faults/hostility.js';
import { simulatorOptions } from '../simulatorOptions.js';
import type { SimulatorClock } from './simulatorLink.js';
import { openSpot } from './openSpot.js';
import { noAccount, watchedAccount, type WatchedAccount } from './watchedAccount.js';

/** An exchange with an address, which may or may not answer: the real one, or a simulator of our own. */
export interface Venue extends ConnectionGovernorPort {
  readonly restUrl: string;
  readonly streamUrl: string;
  readonly marketData: MarketData;
  /** The spot market beside it, when it is wanted and known. */
  readonly spotData: SpotData | undefined;
  readonly account: WatchedAccount;
  /** Of the embedded simulator, when there is one. */
  readonly simulatorClock: SimulatorClock | undefined;
  /** Tells the adapter what time it is on the exchange. */
  readonly useClock: (market: MarketScheduler) => void;
  readonly close: () => Promise<void>;
}

export interface VenueOptions {
  readonly config: Config;
  /** What goes wrong on the embedded exchange; nothing by default. */
  readonly hostility?: Hostility;
  readonly env: NodeJS.ProcessEnv;
  /** Told of every row of a REST list that could not be read. */
  readonly onBadRow: (row: BadFrame) => void;
  readonly signal: AbortSignal;
}

/**
 * Starts the simulator if the configuration asks for one. Rejects with `BadInputError` for a data folder, a proxy address
 * or keys that cannot be used, with an `AbortError` when `signal` aborts.
 */
export async function openVenue({ config, hostility, env, onBadRow, signal }: VenueOptions): Promise<Venue> {
  const simulator =
    config.exchange.mode === 'simulated'
      ? await startEmbedded({ ...simulatorOptions(config), ...hostility }, signal)
      : undefined;
  const restUrl = simulator?.url ?? config.exchange.restUrl;
  const streamUrl = simulator?.streamUrl ?? config.exchange.streamUrl;
  let market: MarketScheduler | undefined;
  const marketNow = (): number => market?.now() ?? 0;
  const exchange = binanceExchange({
    ...adapterSettings(config),
    restUrl,
    streamUrl,
    restProxyUrl: proxyFor(env, restUrl),
    streamProxyUrl: proxyFor(env, streamUrl),
    marketNow,
    onBadRow,
  });
  const embedded = simulator && { restUrl: simulator.spot.url, streamUrl: simulator.spot.streamUrl };
  const spot = openSpot({ config, embedded, env, marketNow, onBadRow });
  const { marketData, connectionBudget$ } = exchange;
  return {
    restUrl,
    streamUrl,
    marketData,
    spotData: spot,
    connectionBudget$,
    account: simulator ? noAccount(env) : watchedAccount(exchange, env, config.trading.mode === 'live'),
    simulatorClock: simulator && { speed: simulator.speed, endMs: finiteOrNull(simulator.endMs) },
    useClock: (clock) => (market = clock),
    close: async () => {
      await spot?.close();
      await exchange.close();
      await simulator?.stop();
    },
  };
}

const adapterSettings = ({ exchange, feeds, account }: Config) => ({
  ...exchange,
  pingPeriodMs: feeds.pingPeriodMs,
  formingKlinesPeriodMs: feeds.formingKlinesPeriodMs,
  recvWindowMs: account.recvWindowMs,
  listenKeyRenewalMs: account.listenKeyRenewalMs,
  accountSettleMs: account.settleMs,
});

/** A simulator that is still reading its data when the run is stopped is stopped as soon as it can be. */
async function startEmbedded(options: SimulatorThreadOptions, signal: AbortSignal): Promise<SimulatorThread> {
  const starting = startSimulatorThread(options);
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
