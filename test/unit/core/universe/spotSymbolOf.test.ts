import { describe, expect, it } from 'vitest';
import { spotSymbolOf } from '../../../../src/core/universe/spotSymbolOf.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';

const named = (baseAsset: string, quoteAsset = 'USDT', status = 'TRADING') => ({
  symbol: instrumentSymbol(`${baseAsset}${quoteAsset}`),
  status,
  baseAsset,
  quoteAsset,
});
const contract = (baseAsset: string, { quoteAsset = 'USDT', underlyingType = 'COIN', symbol = '' } = {}) => ({
  ...named(baseAsset, quoteAsset),
  ...(symbol !== '' && { symbol: instrumentSymbol(symbol) }),
  underlyingType,
});

const spot = [
  ...['BTC', 'PEPE', '1INCH', '1000SATS', 'SATS', 'MOG', 'BABYDOGE', 'LADYS', 'COIN', 'M', '币安人生'].map((base) =>
    named(base),
  ),
  named('BTC', 'USDC'),
  named('LUNC', 'USDT', 'BREAK'),
  named('1000CAT', 'USDT', 'HALT'),
  named('CAT'),
  named('WIF', 'FDUSD'),
];

describe('the spot symbol', () => {
  it.each([
    ['of the same name', contract('BTC'), 'BTCUSDT'],
    ['in the same quote asset', contract('BTC', { quoteAsset: 'USDC' }), 'BTCUSDC'],
    ['of a contract that is delivered', contract('BTC', { symbol: 'BTCUSDT_261225' }), 'BTCUSDT'],
    ['beyond ASCII', contract('币安人生'), '币安人生USDT'],
    ['without a multiplier of 1,000', contract('1000PEPE'), 'PEPEUSDT'],
    ['without a multiplier of 10,000', contract('10000LADYS'), 'LADYSUSDT'],
    ['without a multiplier of 1,000,000', contract('1000000MOG'), 'MOGUSDT'],
    ['without a multiplier of 1M', contract('1MBABYDOGE'), 'BABYDOGEUSDT'],
    ['by the whole name where spot lists it so', contract('1000SATS'), '1000SATSUSDT'],
    ['of a name that begins with a digit', contract('1INCH'), '1INCHUSDT'],
    ['where the venue does not say what a contract is on', contract('BTC', { underlyingType: '' }), 'BTCUSDT'],
  ])('%s', (_, futures, symbol) => {
    expect(spotSymbolOf(futures, spot)).toBe(symbol);
  });

  it.each([
    ['what spot does not list', contract('NOPE')],
    ['what spot lists against another asset', contract('WIF')],
    ['what does not trade now', contract('1000LUNC')],
    ['what is halted under its whole name, though a coin of the shorter name trades', contract('1000CAT')],
    ['a share that is called as a coin is', contract('COIN', { underlyingType: 'EQUITY' })],
    ['a name that is nothing but a multiplier', contract('1M')],
    ['a number that is no multiplier', contract('100BTC')],
  ])('is none for %s', (_, futures) => {
    expect(spotSymbolOf(futures, spot)).toBeUndefined();
  });
});
