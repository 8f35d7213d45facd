import { powerOfTen } from '../decimal.js';
import { emptyMinuteBlock, minuteMs, movedBlock, type MinuteBlock } from '../market.js';
import { exponential, nearest } from './exponential.js';
import { hash32, RandomSequence, toGaussian, toSecondGaussian, toUnitInterval } from './random.js';
import { blockMinutes } from './returns.js';
import type { SpotTwin } from './spotListing.js';
import { addWave, type Wave } from './walks.js';

const minutesSalt = 51;
/** How far spot is below or above the contract, as a ratio: hours. */
const basis = { salt: 52, amplitude: 0.000_25, scaleMinutes: 180 };
/** What spot turns over beyond its share of the contract's turnover: hours. */
const turnover = { salt: 53, amplitude: 0.35, scaleMinutes: 240 };
/** Who is in a hurry on spot alone. */
const pressure = { salt: 54, amplitude: 0.05, scaleMinutes: 90 };
/** How much of the contract's lean to one side spot shares. */
const sharedLean = 0.6;
const ownLean = 0.04;
/** Contracts trade a little above spot, as funding is mostly paid by the buyers. */
const meanBasis = -0.000_3;

/** By the upper 12 bits of a random number: log-normal with mean 1. */
const turnoverFactors = Float64Array.from({ length: 4_096 }, (_, index) =>
  exponential(0.3 * toGaussian(index << 20) - 0.045),
);

/** One minute more than a block has: the first is the one before it. */
const ratios = new Float64Array(blockMinutes + 1);
const turnovers = new Float64Array(blockMinutes);
const pressures = new Float64Array(blockMinutes);

/**
 * The minutes of a coin on spot, made of those of its contract: nearly the same price, a share of the turnover, and
 * takers that lean the same way more often than not. From nothing but these and the twin's key. The memory of `spare`, an
 * earlier result, is reused.
 */
export function spotBlock(twin: SpotTwin, contract: MinuteBlock, spare: MinuteBlock | undefined): MinuteBlock {
  const { firstOpenTimeMs, count } = contract;
  const rows = spare?.count === count ? movedBlock(spare, firstOpenTimeMs) : emptyMinuteBlock(firstOpenTimeMs, count);
  const firstMinute = firstOpenTimeMs / minuteMs;
  const wave = ({ salt, ...rest }: Omit<Wave, 'key'> & { readonly salt: number }): Wave => ({
    ...rest,
    key: hash32(twin.key, salt),
  });
  ratios.fill(1 + meanBasis);
  addWave(ratios, firstMinute - 1, wave(basis));
  turnovers.fill(1);
  addWave(turnovers, firstMinute, wave(turnover));
  pressures.fill(0);
  addWave(pressures, firstMinute, wave(pressure));
  fillMinutes(twin, contract, new RandomSequence(hash32(twin.key, minutesSalt, firstMinute)), rows);
  return rows;
}

function fillMinutes(twin: SpotTwin, contract: MinuteBlock, random: RandomSequence, rows: MinuteBlock): void {
  const { instrument, multiple, turnoverShare, tradeProbability } = twin;
  const { price, baseVolume, quoteVolume } = instrument;
  const toPrice = powerOfTen(price.unitDecimals) / powerOfTen(twin.contract.price.unitDecimals) / multiple;
  const toQuote =
    powerOfTen(quoteVolume.unitDecimals) / powerOfTen(price.unitDecimals) / powerOfTen(baseVolume.unitDecimals);
  const priceUnits = (contractUnits: number, ratio: number): number =>
    Math.max(1, nearest(contractUnits * toPrice * ratio));
  let previousClose = priceUnits(contract.open[0] ?? 0, ratios[0] ?? 1);
  for (let minute = 0; minute < contract.count; minute += 1) {
    const hesitates = toUnitInterval(random.next()) >= tradeProbability;
    const [amounts, leanings] = [random.next(), random.next()];
    const tradeCount = contract.tradeCount[minute] ?? 0;
    // The first and the last minute trade if they can, so that the next block can know the close without this one.
    const isAtEdge = minute === 0 || minute === contract.count - 1;
    if (tradeCount === 0 || (hesitates && !isAtEdge)) {
      fillFlat(rows, minute, previousClose);
      continue;
    }
    const ratio = ratios[minute + 1] ?? 1;
    const [contractOpen, contractHigh, contractLow, contractClose, contractBase] = [
      contract.open[minute] ?? 0,
      contract.high[minute] ?? 0,
      contract.low[minute] ?? 0,
      contract.close[minute] ?? 0,
      contract.baseVolume[minute] ?? 0,
    ];
    const share = turnoverShare * Math.max(0.2, turnovers[minute] ?? 1) * (turnoverFactors[amounts >>> 20] ?? 1);
    const baseUnits = Math.max(1, nearest(contractBase * multiple * share));
    const trades = Math.min(
      baseUnits,
      Math.max(1, nearest(tradeCount * share * (0.8 + 0.4 * toUnitInterval(leanings)))),
    );
    const close = priceUnits(contractClose, ratio);
    const isSingleTrade = trades === 1;
    const open = isSingleTrade ? close : previousClose;
    const above = (contractHigh - Math.max(contractOpen, contractClose)) * toPrice;
    const below = (Math.min(contractOpen, contractClose) - contractLow) * toPrice;
    const reach = 0.6 + 0.6 * toUnitInterval(amounts << 12);
    const high = Math.max(open, close) + (isSingleTrade ? 0 : nearest(above * reach));
    const low = Math.max(1, Math.min(open, close) - (isSingleTrade ? 0 : nearest(below * reach)));
    const contractLean = (contract.takerBuyBaseVolume[minute] ?? 0) / Math.max(1, contractBase) - 0.5;
    const lean = 0.5 + sharedLean * contractLean + (pressures[minute] ?? 0) + ownLean * toSecondGaussian(leanings);
    const takerBuyUnits = nearest(baseUnits * Math.min(0.97, Math.max(0.03, lean)));
    const quotePerBase = ((open + close + high + low) / 4) * toQuote;

    rows.open[minute] = open;
    rows.high[minute] = high;
    rows.low[minute] = low;
    rows.close[minute] = close;
    rows.baseVolume[minute] = baseUnits;
    rows.quoteVolume[minute] = Math.max(1, nearest(baseUnits * quotePerBase));
    rows.takerBuyBaseVolume[minute] = takerBuyUnits;
    rows.takerBuyQuoteVolume[minute] = nearest(takerBuyUnits * quotePerBase);
    rows.tradeCount[minute] = trades;
    previousClose = close;
  }
}

function fillFlat(rows: MinuteBlock, minute: number, close: number): void {
  rows.open[minute] = rows.high[minute] = rows.low[minute] = rows.close[minute] = close;
  rows.baseVolume[minute] = rows.quoteVolume[minute] = 0;
  rows.takerBuyBaseVolume[minute] = rows.takerBuyQuoteVolume[minute] = rows.tradeCount[minute] = 0;
}
