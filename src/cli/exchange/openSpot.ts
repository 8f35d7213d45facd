import { binanceSpotData, type BinanceSpotData } from '../../adapters/binance/index.js';
import { proxyFor } from '../../adapters/binance/proxy.js';
import { configSchema, type Config } from '../../config/schema.js';
import type { BadFrame } from '../../domain/feed.js';

/** Where a spot market can be reached. */
interface SpotAddress {
  readonly restUrl: string;
  readonly streamUrl: string;
}

export interface OpenSpotOptions {
  readonly config: Config;
  /** Of the embedded simulator, when there is one. */
  readonly embedded: SpotAddress | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly marketNow: () => number;
  readonly onBadRow: (row: BadFrame) => void;
}

const { restUrl: futuresRestUrl } = configSchema.parse({}).exchange;
const venueSpot: SpotAddress = { restUrl: 'https://api.binance.com', streamUrl: 'wss://stream.binance.com:9443' };

/**
 * The spot market that belongs to the exchange: that of the simulator, the one that is named, or the real one beside the
 * real contracts. `undefined` when it is switched off, or none is known.
 */
export function openSpot({ config, embedded, env, marketNow, onBadRow }: OpenSpotOptions): BinanceSpotData | undefined {
  const address = embedded ?? addressOf(config);
  if (!config.spot.enabled || !address) return undefined;
  const { restUrl, streamUrl } = address;
  return binanceSpotData({
    ...config.exchange,
    pingPeriodMs: config.feeds.pingPeriodMs,
    weightLimitPerMinute: config.spot.weightLimitPerMinute,
    restUrl,
    streamUrl,
    restProxyUrl: proxyFor(env, restUrl),
    streamProxyUrl: proxyFor(env, streamUrl),
    marketNow,
    onBadRow,
  });
}

function addressOf({ exchange, spot }: Config): SpotAddress | undefined {
  const { restUrl, streamUrl } = spot;
  if (restUrl !== null && streamUrl !== null) return { restUrl, streamUrl };
  return exchange.restUrl === futuresRestUrl ? venueSpot : undefined;
}
