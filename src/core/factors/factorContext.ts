import type { KlineInterval } from '../../domain/kline.js';
import { noNote, type FactorContext, type WindowsByInterval } from './factor.js';
import { WindowFigures } from './windowFigures.js';

/** What a context is made of; what is left out is not known. */
export interface FactorContextParts extends Partial<
  Pick<FactorContext, 'sign' | 'benchmark' | 'regime' | 'markPrice' | 'openInterest' | 'spread' | 'spot' | 'note'>
> {
  readonly windows: WindowsByInterval;
  /** Of the window that the factor is asked on. */
  readonly interval: KlineInterval;
}

/** A context of its own, to ask one factor about one window outside of a scan. Throws a `RangeError` without that window. */
export function factorContext({
  windows,
  interval,
  sign = 0,
  note = noNote,
  ...inputs
}: FactorContextParts): FactorContext {
  const window = windows[interval];
  if (!window) throw new RangeError(`there is no window of ${interval}`);
  return {
    symbol: window.symbol,
    window,
    figures: new WindowFigures(window),
    windows,
    sign,
    note,
    benchmark: inputs.benchmark,
    regime: inputs.regime,
    markPrice: inputs.markPrice,
    openInterest: inputs.openInterest,
    spread: inputs.spread,
    spot: inputs.spot,
  };
}
