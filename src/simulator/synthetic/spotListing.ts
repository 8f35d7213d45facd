import { instrumentSymbol } from '../../domain/kline.js';
import { formatUnits } from '../decimal.js';
import type { MarketInstrument } from '../market.js';
import { hash32, hashText, toUnitInterval } from './random.js';
import type { SymbolTraits } from './traits.js';

/** A coin that is traded on spot, too. */
export interface SpotTwin {
  readonly instrument: MarketInstrument;
  readonly contract: MarketInstrument;
  readonly key: number;
  /** Coins in one of the contract's. */
  readonly multiple: number;
  /** Average turnover, as a share of the contract's. */
  readonly turnoverShare: number;
  /** Probability that it trades in a minute in which the contract does. */
  readonly tradeProbability: number;
}

const listingSalt = 41;
const shareSalt = 42;
const listedShare = 0.65;
/** Whoever turns over as much is listed everywhere. */
const majorDailyQuote = 1e9;
const quietDailyQuote = 2e7;

const contractMultiple = 1_000;
const multiplePrefix = `${contractMultiple}`;
/** Spot lists these under the contract's name. */
const ownNames = new Set(['1000SATS']);

/** Spot prints all its numbers with eight places, and has no finer prices. */
const shownDecimals = 8;

/** The spot side of a synthetic market: about two thirds of its coins. Which ones is the same for every seed. */
export const spotTwins = (traits: readonly SymbolTraits[]): SpotTwin[] => traits.filter(isListed).map(twinOf);

function isListed({ instrument, dailyQuoteVolume, haltBlock, hasMinutes }: SymbolTraits): boolean {
  const { status, contractType, underlyingType, baseAsset } = instrument;
  if (status !== 'TRADING' || contractType !== 'PERPETUAL' || underlyingType !== 'COIN') return false;
  if (!hasMinutes || haltBlock !== Number.POSITIVE_INFINITY) return false;
  if (dailyQuoteVolume > majorDailyQuote || baseAsset.startsWith(multiplePrefix)) return true;
  return toUnitInterval(hash32(hashText(baseAsset, 0), listingSalt)) < listedShare;
}

function twinOf({ instrument: contract, key, dailyQuoteVolume }: SymbolTraits): SpotTwin {
  const { baseAsset, quoteAsset } = contract;
  const isMultiple = baseAsset.startsWith(multiplePrefix) && !ownNames.has(baseAsset);
  const name = isMultiple ? baseAsset.slice(multiplePrefix.length) : baseAsset;
  return {
    instrument: spotInstrument(contract, name, isMultiple),
    contract,
    key: hashText(`${name}${quoteAsset} spot`, key),
    multiple: isMultiple ? contractMultiple : 1,
    turnoverShare: 0.15 + 0.4 * toUnitInterval(hash32(key, shareSalt)),
    tradeProbability: dailyQuoteVolume > quietDailyQuote ? 1 : 0.9,
  };
}

function spotInstrument(contract: MarketInstrument, baseAsset: string, isMultiple: boolean): MarketInstrument {
  const { quoteAsset } = contract;
  const priceDecimals = contract.price.unitDecimals + (isMultiple ? Math.log10(contractMultiple) : 0);
  const price = { unitDecimals: Math.min(shownDecimals, priceDecimals), shownDecimals };
  const baseVolume = { unitDecimals: contract.baseVolume.unitDecimals, shownDecimals };
  return {
    ...contract,
    symbol: instrumentSymbol(`${baseAsset}${quoteAsset}`),
    pair: `${baseAsset}${quoteAsset}`,
    baseAsset,
    contractType: 'SPOT',
    price,
    baseVolume,
    // As coarse as the contract's, so that the sums of a day stay exact.
    quoteVolume: { unitDecimals: contract.quoteVolume.unitDecimals, shownDecimals },
    tickSize: formatUnits(1, price),
    stepSize: formatUnits(1, baseVolume),
  };
}
