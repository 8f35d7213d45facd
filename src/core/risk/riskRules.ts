import type { Protection } from './protections/protection.js';

/** How much may be put at risk, and when nothing may. Ratios are shares of equity unless said otherwise; durations in market time. */
export interface RiskRules {
  /** Lost when a stop is hit, before costs. */
  readonly riskRatio: number;
  /** All positions together, as a multiple of equity. */
  readonly maxLeverage: number;
  readonly maxPositions: number;
  /** All long positions, or all short ones, as a multiple of equity. */
  readonly maxDirectionExposure: number;
  /** One symbol, as a multiple of equity. */
  readonly maxSymbolExposure: number;
  /** Nothing is opened for the rest of the day (UTC) once so much of the equity at its beginning is lost; 0: no limit. */
  readonly maxDailyLossRatio: number;
  /** After so many losses one upon the other … ; 0: no cooldown. */
  readonly lossesInARow: number;
  /** … nothing is opened for this long. */
  readonly lossCooldownMs: number;
  readonly accountMaxAgeMs: number;
  readonly priceMaxAgeMs: number;
  /** A signal that is acted upon later than this is not acted upon. */
  readonly signalMaxAgeMs: number;
  /** By how much the close that a window waits for may be overdue. */
  readonly windowMaxDelayMs: number;
  readonly protections: readonly Protection[];
}

/** How a position is to end. Ratios are shares of the entry price; durations in market time. */
export interface ExitRules {
  readonly stopRatio: number;
  /** The ladder, nearest first; `share` of what was entered. */
  readonly targets: readonly { readonly distanceRatio: number; readonly share: number }[];
  /** The stop begins to trail when the price has come this far; `undefined`: it does not. */
  readonly trailing:
    { readonly fromRatio: number; readonly distanceRatio: number; readonly stepRatio: number } | undefined;
  /** `undefined`: no limit. */
  readonly timeoutMs: number | undefined;
}

/** How an entry is placed. */
export interface EntryRules {
  readonly type: 'market' | 'limit';
  /** Of a limit entry: how much better than the last price. */
  readonly limitOffsetRatio: number;
}

export interface TradingRules {
  readonly risk: RiskRules;
  readonly exits: ExitRules;
  readonly entry: EntryRules;
}
