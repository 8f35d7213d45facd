import { describe, expect, it } from 'vitest';
import { refuseUnknownSymbols, selectUniverse, type UniverseRules } from '../../../src/core/universe/selectUniverse.js';
import type { Instrument, Ticker24h } from '../../../src/domain/instrument.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';

const instrument = (symbol: string, more: Partial<Instrument> = {}): Instrument => ({
  symbol: instrumentSymbol(symbol),
  status: 'TRADING',
  contractType: 'PERPETUAL',
  baseAsset: symbol.replace('USDT', ''),
  quoteAsset: 'USDT',
  underlyingType: 'COIN',
  onboardTimeMs: 0,
  tickSize: 0.1,
  stepSize: 0.1,
  minNotionalQuote: 5,
  ...more,
});
const ticker = (symbol: string, quoteVolume: number): Ticker24h => ({
  symbol: instrumentSymbol(symbol),
  quoteVolume,
  lastPrice: 1,
  openPrice: 1,
  baseVolume: 1,
  tradeCount: 1,
});
const rules: UniverseRules = {
  quoteAsset: 'USDT',
  minQuoteVolume24h: 3_000_000,
  symbols: [],
  blacklist: [],
  maxSymbols: null,
};
const listed = [
  instrument('A'),
  instrument('B'),
  instrument('币安人生USDT'),
  instrument('SETTLED', { status: 'SETTLING' }),
  instrument('TESLA', { contractType: 'TRADIFI_PERPETUAL' }),
  instrument('QUARTER', { contractType: 'CURRENT_QUARTER' }),
  instrument('USDC', { quoteAsset: 'USDC' }),
  instrument('QUIET'),
  instrument('UNKNOWN'),
];
const tickers = [
  ...listed.map(({ symbol }) => ticker(symbol, 5_000_000)),
  ticker('B', 9_000_000),
  ticker('QUIET', 2_999_999.99),
].filter(({ symbol }) => symbol !== 'UNKNOWN');
const select = (more: Partial<UniverseRules> = {}): readonly string[] =>
  selectUniverse(listed, tickers, { ...rules, ...more });

describe('selectUniverse', () => {
  it('keeps trading perpetuals in the quote asset with the turnover, most liquid first, then by name', () => {
    expect(select()).toEqual(['B', 'A', '币安人生USDT']);
  });

  it.each([
    [{ maxSymbols: 2 }, ['B', 'A']],
    [{ blacklist: ['B'] }, ['A', '币安人生USDT']],
    [{ minQuoteVolume24h: 0 }, ['B', 'A', '币安人生USDT', 'QUIET', 'UNKNOWN']],
    [{ quoteAsset: 'USDC' }, ['USDC']],
    [{ symbols: ['QUIET', 'A'] }, ['A', 'QUIET']],
    [{ symbols: ['QUIET', 'A'], blacklist: ['A'] }, ['QUIET']],
  ] as const)('with %j gives %j', (more, expected) => {
    expect(select(more)).toEqual(expected);
  });
});

describe('refuseUnknownSymbols', () => {
  it.each([
    ['NOPE', 'symbols: NOPE is not listed by the exchange'],
    ['SETTLED', 'symbols: SETTLED does not trade, its status is SETTLING'],
    ['TESLA', 'symbols: TESLA is no perpetual, its contract type is TRADIFI_PERPETUAL'],
    ['USDC', 'symbols: USDC is quoted in USDC, not in USDT'],
    ['B', 'symbols: B is on the blacklist'],
  ])('names %s and why it cannot be scanned', (symbol, message) => {
    expect(() => refuseUnknownSymbols(listed, { ...rules, symbols: ['A', symbol], blacklist: ['B'] })).toThrow(message);
  });

  it('has nothing against symbols that trade', () => {
    expect(() => refuseUnknownSymbols(listed, { ...rules, symbols: ['A', 'B'] })).not.toThrow();
  });
});
