import { dayMs, minuteMs } from '../market.js';
import { exponential } from './exponential.js';
import { instrumentOf, largestDailyQuote, perpetualDeliveryMs, type Listing } from './listing.js';
import {
  baseAssetNames,
  deadNames,
  nonAsciiNames,
  pendingNames,
  quietNames,
  settlingNames,
  tradFiNames,
  usdcNames,
  youngNames,
} from './names.js';
import { hash32, hashText, toGaussian, toUnitInterval } from './random.js';
import { blockMs } from './symbolBlock.js';
import type { SymbolTraits } from './traits.js';

/** Minutes per year under the square root: from annual to minute volatility. */
const rootMinutesPerYear = Math.sqrt(525_600);
export const marketAnnualVolatility = 0.45;
export const perMinute = (annualVolatility: number): number => annualVolatility / rootMinutesPerYear;

const liquidCount = 622;
/** Turnover of the most traded symbol, and how it falls with rank. */
const topDailyQuote = 1.3e10;
const leastLiquidDailyQuote = 7_000_000;
const listedSinceMs = Date.UTC(2019, 8, 8, 17);
const deliveryMs = Date.UTC(2026, 11, 25, 8);

/** The few prices a reader would notice to be wrong. */
const knownPrices: Readonly<Record<string, number>> = {
  ...{ BTC: 83_000, ETH: 2_800, SOL: 125, XRP: 1.9, DOGE: 0.12, BNB: 860, SUI: 1.4, ADA: 0.36, LINK: 12, AVAX: 12 },
  ...{
    LTC: 70,
    BCH: 560,
    DOT: 1.9,
    TRX: 0.29,
    UNI: 4.8,
    AAVE: 160,
    XAU: 4_400,
    XAG: 75,
    TSLA: 430,
    NVDA: 185,
    COIN: 230,
  },
};

interface Wanted {
  readonly baseAsset: string;
  readonly dailyQuoteVolume: number;
  readonly listing?: Partial<Listing>;
  readonly traits?: Partial<Omit<SymbolTraits, 'instrument' | 'key'>>;
}

/** Everything the synthetic venue lists, most traded first. The names are the same for every seed, the rest is not. */
export function syntheticUniverse(seed: number, startMs: number): SymbolTraits[] {
  return [
    ...liquid(),
    ...nonAsciiNames.map((baseAsset) => ({ baseAsset, dailyQuoteVolume: 2.5e7 })),
    ...young(startMs),
    ...quietNames.map((baseAsset) => ({ baseAsset, dailyQuoteVolume: 250_000, traits: { tradeProbability: 0.15 } })),
    ...deadNames.map((baseAsset) => ({
      baseAsset,
      dailyQuoteVolume: 0,
      traits: { haltBlock: Number.NEGATIVE_INFINITY },
    })),
    ...notTrading(startMs),
    ...otherContracts(),
  ].map((wanted) => traitsOf(wanted, seed));
}

function liquid(): Wanted[] {
  return baseAssetNames(liquidCount).map((baseAsset, rank) => ({
    baseAsset,
    dailyQuoteVolume: Math.max(leastLiquidDailyQuote, topDailyQuote / (rank + 1) ** 1.1),
    ...(rank < 10 && { traits: majorTraits(baseAsset) }),
  }));
}

const majorTraits = (baseAsset: string): Partial<SymbolTraits> =>
  baseAsset === 'BTC'
    ? { beta: 1, own: { key: 0, minuteDeviation: perMinute(0.2), jumpsPerDay: 0.2 } }
    : { beta: 1.1, own: { key: 0, minuteDeviation: perMinute(0.35), jumpsPerDay: 0.3 } };

/** Listed one hour to ten days before the market's start. */
function young(startMs: number): Wanted[] {
  const agesMs = [1, 3, 8, 20, 30, 48, 72, 120, 170, 240].map((hours) => hours * 60 * minuteMs);
  return youngNames.map((baseAsset, index) => ({
    baseAsset,
    dailyQuoteVolume: 3e7,
    listing: { onboardTimeMs: startMs - (startMs % minuteMs) - (agesMs[index] ?? dayMs) },
  }));
}

function notTrading(startMs: number): Wanted[] {
  const haltBlock = Math.floor(startMs / blockMs) - 6;
  return [
    ...pendingNames.map((baseAsset) => ({
      baseAsset,
      dailyQuoteVolume: 0,
      listing: { status: 'PENDING_TRADING', onboardTimeMs: startMs - (startMs % dayMs) + 2 * dayMs },
      traits: { hasMinutes: false },
    })),
    ...settlingNames.map((baseAsset) => ({
      baseAsset,
      dailyQuoteVolume: 8e6,
      listing: { status: 'SETTLING' },
      traits: { haltBlock },
    })),
  ];
}

function otherContracts(): Wanted[] {
  const quarter = { contractType: 'CURRENT_QUARTER', deliveryTimeMs: deliveryMs };
  return [
    ...tradFiNames.map((baseAsset) => ({
      baseAsset,
      dailyQuoteVolume: 2e7,
      listing: {
        contractType: 'TRADIFI_PERPETUAL',
        underlyingType: baseAsset.startsWith('XA') ? 'COMMODITY' : 'EQUITY',
      },
      traits: { beta: 0.15, own: { key: 0, minuteDeviation: perMinute(0.35), jumpsPerDay: 0.3 } },
    })),
    ...usdcNames.map((baseAsset, rank) => ({
      baseAsset,
      dailyQuoteVolume: 4e8 / (rank + 1),
      listing: { symbol: `${baseAsset}USDC`, quoteAsset: 'USDC' },
    })),
    ...['BTC', 'ETH'].map((baseAsset) => ({
      baseAsset,
      dailyQuoteVolume: 6e7,
      listing: { ...quarter, symbol: `${baseAsset}USDT_261225` },
    })),
  ];
}

function traitsOf({ baseAsset, dailyQuoteVolume, listing, traits }: Wanted, seed: number): SymbolTraits {
  const lot = (salt: number): number => hash32(hashText(baseAsset, seed), salt);
  const basePrice = knownPrices[baseAsset] ?? exponential(5.3 * toUnitInterval(lot(1)) - 3.9) * 1.5;
  const instrument = instrumentOf({
    symbol: `${baseAsset}USDT`,
    baseAsset,
    quoteAsset: 'USDT',
    status: 'TRADING',
    contractType: 'PERPETUAL',
    underlyingType: 'COIN',
    onboardTimeMs: listedSinceMs,
    deliveryTimeMs: perpetualDeliveryMs,
    basePrice,
    ...listing,
  });
  const key = hashText(instrument.symbol, seed);
  const annualVolatility = 0.8 + 0.7 * toUnitInterval(lot(2));
  return {
    instrument,
    key,
    basePrice,
    beta: 0.8 + 0.6 * toUnitInterval(lot(3)),
    tradeQuoteSize: dailyQuoteVolume > 1e9 ? 2_500 : 350,
    tradeProbability: dailyQuoteVolume > 5e6 ? 1 : 0.6,
    haltBlock: Number.POSITIVE_INFINITY,
    hasMinutes: true,
    ...traits,
    own: { minuteDeviation: perMinute(annualVolatility), jumpsPerDay: 0.8, ...traits?.own, key },
    dailyQuoteVolume: Math.min(largestDailyQuote(instrument), dailyQuoteVolume * exponential(0.1 * toGaussian(lot(4)))),
  };
}
