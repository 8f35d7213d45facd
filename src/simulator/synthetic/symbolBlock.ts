import { powerOfTen } from '../decimal.js';
import { emptyMinuteBlock, minuteMs, movedBlock, type MinuteBlock } from '../market.js';
import { exponential, nearest } from './exponential.js';
import { hash32, RandomSequence, toGaussian, toSecondGaussian, toUnitInterval } from './random.js';
import {
  blockMinutes,
  blockReturns,
  blockStartLog,
  emptyBlockReturns,
  type BlockReturns,
  type ReturnSource,
} from './returns.js';
import type { SymbolTraits } from './traits.js';
import { addWave } from './walks.js';

export const blockMs = blockMinutes * minuteMs;

/** Turnover by hour of the UTC day: Asia's morning, Europe, and the American opening at its height. */
const hourlyActivity = [
  1.1, 1.05, 0.95, 0.85, 0.8, 0.75, 0.75, 0.85, 0.95, 0.95, 0.9, 0.9, 1.05, 1.35, 1.6, 1.5, 1.3, 1.1, 1.0, 0.95, 0.9,
  0.85, 0.85, 1.0,
];
const minutesSalt = 21;
const turnoverSalt = 22;
const pressureSalt = 23;
/** A minute's turnover beyond what its volatility explains: log-normal with mean 1, by the upper 12 bits of a random number. */
const turnoverFactors = Float64Array.from({ length: 4_096 }, (_, index) =>
  exponential(0.45 * toGaussian(index << 20) - 0.1),
);
/** A minute opens at the last close, or a step beside it. */
const openingSteps = Int8Array.of(0, 0, 0, 0, 0, 1, -1, 0);

const own = emptyBlockReturns();
const turnover = new Float64Array(blockMinutes);
/** Who is in a hurry, buyers or sellers: the part of the taker-buy share that lasts for hours. */
const pressure = new Float64Array(blockMinutes);

/** The whole market's part in everyone's returns. */
export interface MarketBlock {
  readonly source: ReturnSource;
  readonly returns: BlockReturns;
}

/** The symbol's price at the beginning of a block, in units: every block ends where the next one starts. */
function startPriceUnits(traits: SymbolTraits, market: ReturnSource, block: number): number {
  const atBlock = Math.min(block, traits.haltBlock);
  const log = Number.isFinite(atBlock)
    ? traits.beta * blockStartLog(market, atBlock) + blockStartLog(traits.own, atBlock)
    : 0;
  return toPriceUnits(traits, log);
}

const toPriceUnits = ({ basePrice, instrument }: SymbolTraits, log: number): number =>
  Math.max(1, nearest(basePrice * powerOfTen(instrument.price.unitDecimals) * exponential(log)));

/**
 * All minutes of one symbol in six-hour block `block` since the epoch, from nothing but the seed: the symbol's return is
 * beta × market + its own; turnover follows volatility and the size of the move; buyers take more when prices rise. The
 * memory of `spare`, an earlier result, is reused.
 */
export function symbolBlock(
  traits: SymbolTraits,
  market: MarketBlock,
  block: number,
  spare: MinuteBlock | undefined,
): MinuteBlock {
  const rows = spare ? zeroed(spare, block * blockMs) : emptyMinuteBlock(block * blockMs, blockMinutes);
  const startUnits = startPriceUnits(traits, market.source, block);
  if (block >= traits.haltBlock) {
    for (const column of [rows.open, rows.high, rows.low, rows.close]) column.fill(startUnits);
    return rows;
  }
  blockReturns(traits.own, block, own);
  turnover.fill(0);
  addWave(turnover, block * blockMinutes, {
    key: hash32(traits.key, turnoverSalt),
    amplitude: 0.25,
    scaleMinutes: 720,
  });
  pressure.fill(0);
  addWave(pressure, block * blockMinutes, {
    key: hash32(traits.key, pressureSalt),
    amplitude: 0.045,
    scaleMinutes: 150,
  });
  fillMinutes(traits, market, block, startUnits, rows);
  return rows;
}

/** Prices are always written, amounts only where something trades. */
function zeroed(block: MinuteBlock, firstOpenTimeMs: number): MinuteBlock {
  const { baseVolume, quoteVolume, takerBuyBaseVolume, takerBuyQuoteVolume, tradeCount } = block;
  for (const column of [baseVolume, quoteVolume, takerBuyBaseVolume, takerBuyQuoteVolume, tradeCount]) column.fill(0);
  return movedBlock(block, firstOpenTimeMs);
}

function fillMinutes(
  traits: SymbolTraits,
  market: MarketBlock,
  block: number,
  startUnits: number,
  rows: MinuteBlock,
): void {
  const random = new RandomSequence(hash32(traits.key, minutesSalt, block));
  const priceScale = powerOfTen(traits.instrument.price.unitDecimals);
  const basePriceUnits = traits.basePrice * priceScale;
  const unitsPerQuote = priceScale * powerOfTen(traits.instrument.baseVolume.unitDecimals);
  const deviation = totalDeviation(traits, market.source);
  const minuteQuote = traits.dailyQuoteVolume / 1_440 / traits.tradeProbability;
  const tradeThreshold = traits.tradeProbability * 4_294_967_296;
  const endUnits = startPriceUnits(traits, market.source, block + 1);
  const firstMinuteOfDay = (block * blockMinutes) % 1_440;
  // Columns as locals: the loop runs for every minute of history that is asked for.
  const { open: opens, high: highs, low: lows, close: closes, baseVolume, quoteVolume, tradeCount: tradeCounts } = rows;
  const { takerBuyBaseVolume, takerBuyQuoteVolume } = rows;
  const { logReturns: marketLogReturns, volatility: marketVolatility } = market.returns;
  const { beta, tradeQuoteSize } = traits;
  let log = beta * blockStartLog(market.source, block) + blockStartLog(traits.own, block);
  let previousLog = log;
  let previousClose = startUnits;
  for (let minute = 0; minute < blockMinutes; minute += 1) {
    const isLast = minute === blockMinutes - 1;
    log += beta * (marketLogReturns[minute] ?? 0) + (own.logReturns[minute] ?? 0);
    // The last minute always trades, so that the next block can know the previous close without this one.
    if (random.next() >= tradeThreshold && !isLast) {
      opens[minute] = highs[minute] = lows[minute] = closes[minute] = previousClose;
      continue;
    }
    const liveliness = 0.5 * (marketVolatility[minute] ?? 1) + 0.5 * (own.volatility[minute] ?? 1);
    const spread = deviation * liveliness;
    const move = (log - previousLog) / spread;
    const close = isLast ? endUnits : Math.max(1, nearest(basePriceUnits * exponential(log)));
    const extremes = random.next();
    const amounts = random.next();
    const flow = random.next();

    const season = hourlyActivity[((firstMinuteOfDay + minute) / 60) | 0] ?? 1;
    const noise = (turnoverFactors[amounts >>> 20] ?? 1) * Math.max(0.3, 1 + (turnover[minute] ?? 0));
    const quote = minuteQuote * season * liveliness * (0.5 + 0.6 * Math.abs(move)) * noise;
    const baseUnits = Math.max(1, nearest((quote * unitsPerQuote) / close));
    const wantedTrades = nearest((quote / tradeQuoteSize) * (0.8 + 0.4 * toUnitInterval(flow)));
    const tradeCount = Math.min(baseUnits, 900_000, Math.max(1, wantedTrades));

    const isSingleTrade = tradeCount === 1;
    const open = isSingleTrade ? close : Math.max(1, previousClose + (openingSteps[flow & 7] ?? 0));
    const reach = 0.45 * spread * close;
    const above = isSingleTrade ? 0 : nearest(Math.abs(toGaussian(extremes)) * reach);
    const below = isSingleTrade ? 0 : nearest(Math.abs(toSecondGaussian(extremes)) * reach);
    const high = Math.max(open, close) + above;
    const low = Math.max(1, Math.min(open, close) - below);
    const meanPrice = (open + close + high + low) / 4;
    const lean = 0.5 + (0.2 * move) / (1 + Math.abs(move)) + (pressure[minute] ?? 0) + 0.06 * toSecondGaussian(amounts);
    const takerBuyUnits = nearest(baseUnits * Math.min(0.97, Math.max(0.03, lean)));

    opens[minute] = open;
    highs[minute] = high;
    lows[minute] = low;
    closes[minute] = close;
    baseVolume[minute] = baseUnits;
    quoteVolume[minute] = nearest(baseUnits * meanPrice);
    takerBuyBaseVolume[minute] = takerBuyUnits;
    takerBuyQuoteVolume[minute] = nearest(takerBuyUnits * meanPrice);
    tradeCounts[minute] = tradeCount;
    previousLog = log;
    previousClose = close;
  }
}

function totalDeviation({ beta, own: ownSource }: SymbolTraits, market: ReturnSource): number {
  const fromMarket = beta * market.minuteDeviation;
  return Math.sqrt(fromMarket * fromMarket + ownSource.minuteDeviation * ownSource.minuteDeviation);
}
