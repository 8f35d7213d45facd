import { marketDefaults, type MarketSettings } from './options.js';

/** What time it is on the venue; the rest as far as it differs from `spotDefaults`. */
export type BinanceSpotOptions = Pick<MarketSettings, 'marketNow'> & Partial<MarketSettings>;

/** The addresses and limits of spot. */
const spotDefaults = {
  ...marketDefaults,
  restUrl: 'https://api.binance.com',
  streamUrl: 'wss://stream.binance.com:9443',
  weightLimitPerMinute: 6_000,
  clientMessagesPerSecond: 2,
} satisfies Partial<MarketSettings>;

/** The venue takes five messages a second, and counts our pings and pongs among them. */
const mostClientMessagesPerSecond = 3;

/** The options with the rest filled in. Control frames leave at most three times a second, whatever was asked for. */
export function spotSettings(options: BinanceSpotOptions): MarketSettings {
  const settings = { ...spotDefaults, ...options };
  const clientMessagesPerSecond = Math.min(settings.clientMessagesPerSecond, mostClientMessagesPerSecond);
  return { ...settings, clientMessagesPerSecond };
}
