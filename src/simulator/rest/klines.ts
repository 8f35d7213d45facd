import { intervalMs, type KlineInterval } from '../../domain/kline.js';
import { formatUnits } from '../decimal.js';
import type { KlineUnits } from '../klineBuilder.js';
import type { MarketInstrument } from '../market.js';
import type { MarketView } from '../marketView.js';
import { optionalInteger, requiredInstrument, requiredInterval } from './parameters.js';
import type { Route } from './route.js';
import { invalidValue, startAfterEnd } from './venueError.js';

const defaultLimit = 500;

/** What one side of the venue gives at once, and for how much. */
interface KlinesRules {
  readonly maxLimit: number;
  /** By rows asked for. */
  readonly weightOf: (limit: number) => number;
}

/** One row of the venue's twelve columns: `[1790769600000,"83000.10",…,"0"]`. */
function klineRow(kline: KlineUnits, instrument: MarketInstrument, interval: KlineInterval): string {
  const { price, baseVolume, quoteVolume } = instrument;
  return (
    `[${kline.openTimeMs},"${formatUnits(kline.open, price)}","${formatUnits(kline.high, price)}",` +
    `"${formatUnits(kline.low, price)}","${formatUnits(kline.close, price)}","${formatUnits(kline.baseVolume, baseVolume)}",` +
    `${kline.openTimeMs + intervalMs(interval) - 1},"${formatUnits(kline.quoteVolume, quoteVolume)}",${kline.tradeCount},` +
    `"${formatUnits(kline.takerBuyBaseVolume, baseVolume)}","${formatUnits(kline.takerBuyQuoteVolume, quoteVolume)}","0"]`
  );
}

/** 1 below 100 rows, 2 below 500, 5 up to 1,000, 10 above. */
function klinesWeight(limit: number): number {
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1_000 ? 5 : 10;
}

/** Klines, ascending; the last row is the one still open unless the range ends before it. */
export const klinesRouteOf = ({ maxLimit, weightOf }: KlinesRules): Route => ({
  weight: (query) => {
    const limit = query.get('limit');
    return weightOf(limit && /^\d+$/.test(limit) ? Number(limit) : defaultLimit);
  },
  handle: (query, { view, nowMs }) => {
    const instrument = requiredInstrument(query, view);
    const interval = requiredInterval(query);
    const startTime = optionalInteger(query, 'startTime');
    const endTime = optionalInteger(query, 'endTime');
    const limit = optionalInteger(query, 'limit') ?? defaultLimit;
    if (limit < 1 || limit > maxLimit) throw invalidValue('limit');
    if (startTime !== undefined && endTime !== undefined && startTime > endTime) throw startAfterEnd();
    const toMs = Math.min(endTime ?? nowMs, nowMs, view.market.endMs - 1);
    const newestOpenMs = toMs - (toMs % intervalMs(interval));
    const fromMs = startTime ?? newestOpenMs - (limit - 1) * intervalMs(interval);
    return klineRows(view, { instrument, interval, fromMs, toMs, nowMs, limit });
  },
});

/** `GET /fapi/v1/klines`. */
export const klinesRoute = klinesRouteOf({ maxLimit: 1_500, weightOf: klinesWeight });

/** `GET /simulator/klines`, not the venue's: closed rows only, without limit. */
export const truthRoute: Route = {
  weight: () => 0,
  handle: (query, { view, nowMs }) => {
    const instrument = requiredInstrument(query, view);
    const interval = requiredInterval(query);
    const fromMs = optionalInteger(query, 'startTime') ?? 0;
    const toMs = Math.min(optionalInteger(query, 'endTime') ?? nowMs, nowMs);
    return klineRows(view, { instrument, interval, fromMs, toMs, nowMs }, true);
  },
};

function klineRows(view: MarketView, range: Parameters<MarketView['visitKlines']>[0], closedOnly = false): string {
  const rows: string[] = [];
  view.visitKlines(range, (kline, isClosed) => {
    if (isClosed || !closedOnly) rows.push(klineRow(kline, range.instrument, range.interval));
  });
  return `[${rows.join(',')}]`;
}
