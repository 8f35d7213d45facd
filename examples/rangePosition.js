// A factor of one's own: does the symbol close near the top of its range, in a market that is not wild?
//
//   candlewick scan --config examples/plugin.yaml
//
// It is asked on 15m and 1h, and abstains while the market's benchmark is missing: it names the regime as an input.
import { defineFactor } from 'candlewick';

const klines = 24;

export default defineFactor({
  name: 'rangePosition',
  kind: 'directional',
  intervals: ['15m', '1h'],
  requiredKlines: klines,
  inputs: ['regime'],
  isMirrorSymmetric: true,
  weight: 0.5,
  formula: '200 · place - 100, half of it when the market is wild',
  /** +100: the last close is the highest price of 24 klines; -100: the lowest. Half as sure when the market is wild. */
  score({ window, regime, note }) {
    const { high, low, close } = window.columns;
    const highest = Math.log(Math.max(...high.subarray(-klines)));
    const lowest = Math.log(Math.min(...low.subarray(-klines)));
    if (highest === lowest) return 0;
    const place = (Math.log(close.at(-1)) - lowest) / (highest - lowest);
    // What `candlewick explain` shows of it.
    note('place', place);
    note('relative volatility', regime.relativeVolatility);
    return (200 * place - 100) * (regime.relativeVolatility > 2 ? 0.5 : 1);
  },
});
