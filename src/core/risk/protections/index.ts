import { cooldownPeriod, type CooldownPeriodOptions } from './cooldownPeriod.js';
import { lowProfitPairs, type LowProfitPairsOptions } from './lowProfitPairs.js';
import { maxDrawdown, type MaxDrawdownOptions } from './maxDrawdown.js';
import type { Protection } from './protection.js';
import { stoplossGuard, type StoplossGuardOptions } from './stoplossGuard.js';

/** Settings of all protections; a `tradeLimit` or `stopDurationMs` of 0 turns one off. */
export interface ProtectionSettings {
  readonly cooldownPeriod: CooldownPeriodOptions;
  readonly stoplossGuard: StoplossGuardOptions;
  readonly maxDrawdown: MaxDrawdownOptions;
  readonly lowProfitPairs: LowProfitPairsOptions;
}

/** The protections that are on, in the order in which they are asked. */
export function protectionsOf(settings: ProtectionSettings): readonly Protection[] {
  const isOn = ({ stopDurationMs, tradeLimit = 1 }: { stopDurationMs: number; tradeLimit?: number }): boolean =>
    stopDurationMs > 0 && tradeLimit > 0;
  return [
    ...(isOn(settings.cooldownPeriod) ? [cooldownPeriod(settings.cooldownPeriod)] : []),
    ...(isOn(settings.stoplossGuard) ? [stoplossGuard(settings.stoplossGuard)] : []),
    ...(isOn(settings.maxDrawdown) ? [maxDrawdown(settings.maxDrawdown)] : []),
    ...(isOn(settings.lowProfitPairs) ? [lowProfitPairs(settings.lowProfitPairs)] : []),
  ];
}
