// Embeds two stages of Candlewick in another Rx app: closed klines without gaps, and signals, from a local exchange.
import { filter, merge, take, tap } from 'rxjs';
import { binanceMarketData, createScanner, loadConfig, MarketScheduler } from 'candlewick';
import { startSimulator, syntheticMarket } from 'candlewick/simulator';

const exchange = await startSimulator({ market: syntheticMarket({ seed: 1 }), speed: 600 });
const { config } = loadConfig({
  profile: 'live',
  env: {},
  flags: [
    { path: 'universe.maxSymbols', value: 20, flag: 'maxSymbols' },
    { path: 'scan.minScore', value: 50, flag: 'minScore' },
  ],
});

const { clock } = exchange;
const market = new MarketScheduler({
  speed: clock.speed,
  sample: { exchangeTimeMs: clock.nowMs(), receivedAtMs: Date.now() },
});
const marketData = binanceMarketData({
  restUrl: exchange.url,
  streamUrl: exchange.streamUrl,
  marketNow: () => market.now(),
});
const scanner = createScanner({ config, marketData, market, speed: market.speed });

const hourlyCloses$ = scanner.klines$.pipe(filter(({ interval, symbol }) => interval === '1h' && symbol === 'BTCUSDT'));

merge(
  hourlyCloses$.pipe(tap(({ openTimeMs, close }) => console.log(new Date(openTimeMs).toISOString(), 'BTCUSDT', close))),
  scanner.signals$.pipe(
    tap(({ kind, symbol, direction, score }) => console.log('signal', kind, symbol, direction, score.toFixed(1))),
  ),
)
  .pipe(take(310))
  .subscribe({ complete: () => void marketData.close().then(() => exchange.stop()) });
