import { EMPTY, filter, firstValueFrom, NEVER, of, share, skip, VirtualTimeScheduler } from 'rxjs';
import { binanceMarketData } from '../../../dist/adapters/binance/index.js';
import { createScanner } from '../../../dist/app/createScanner.js';
import { configSchema } from '../../../dist/config/schema.js';
import { boundaryMs, closedKlines, intervals, seriesCount, seriesList } from '../market.js';

/**
 * A Candlewick scanner on the real adapter's kline socket; listing and snapshots are handed to it instead of coming over
 * REST, and it has no price socket. Counts the closes that came over the socket once they are in their window.
 */
export function scannerOf({ url, topicsPerConnection, tally, formingKlinesPeriodMs = null }) {
  const market = standingClock(boundaryMs);
  const config = configSchema.parse({ windows: { intervals } });
  const marketData = binanceMarketData({
    restUrl: url.replace('ws:', 'http:'),
    streamUrl: url,
    marketNow: () => market.now(),
    clientMessagesPerSecond: 1_000,
    formingKlinesPeriodMs,
  });
  const scanner = createScanner({
    config: { ...config, exchange: { ...config.exchange, maxTopicsPerConnection: topicsPerConnection } },
    marketData: { ...marketData, ...listing(), prices: { ...marketData.prices, connect: () => NEVER } },
    market,
  });
  const windowEvents$ = scanner.windowEvents$.pipe(share());
  const warm = firstValueFrom(windowEvents$.pipe(filter(isReady), skip(seriesCount - 1)));
  windowEvents$.subscribe(({ change }) => {
    if (change.kind === 'closed' && change.source === 'ws') tally.add();
  });
  return { scanner, warm };
}

const isReady = ({ change }) => change.kind === 'status' && change.status === 'ready';

function listing() {
  const symbols = [...new Set(seriesList.map(({ symbol }) => symbol))];
  return {
    fetchInstruments: () => of(symbols.map(instrument)),
    fetchTickers24h: () => of(symbols.map(ticker)),
    fetchServerTime: () => EMPTY,
    fetchKlines: ({ symbol, interval, limit }) => of(closedKlines({ symbol, interval }, limit)),
  };
}

const instrument = (symbol) => ({
  symbol,
  status: 'TRADING',
  contractType: 'PERPETUAL',
  baseAsset: symbol.replace('USDT', ''),
  quoteAsset: 'USDT',
  underlyingType: 'COIN',
  onboardTimeMs: 0,
  tickSize: 0.0001,
  stepSize: 0.001,
  minNotionalQuote: 5,
});

const ticker = (symbol) => ({
  symbol,
  lastPrice: 83_860.2,
  openPrice: 82_100,
  baseVolume: 154_201,
  quoteVolume: 12_840_011_223,
  tradeCount: 4_505_634,
});

/** The exchange's clock, which the sender never lets pass a boundary: no close is ever late. */
function standingClock(atMs) {
  const clock = new VirtualTimeScheduler();
  clock.frame = atMs;
  return clock;
}
