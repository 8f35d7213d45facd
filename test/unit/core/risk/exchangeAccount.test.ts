import { expect, it } from 'vitest';
import { exchangeAccount, type ExchangeAccountFacts } from '../../../../src/core/risk/exchangeAccount.js';
import type { AccountState } from '../../../../src/domain/account.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import { d } from '../../../support/trading/positions.js';

const [bitcoin, ether, coin] = ['BTCUSDT', 'ETHUSDT', 'BTCUSDC'].map(instrumentSymbol) as [
  ReturnType<typeof instrumentSymbol>,
  ReturnType<typeof instrumentSymbol>,
  ReturnType<typeof instrumentSymbol>,
];
const quotes = new Map([
  [bitcoin, 'USDT'],
  [ether, 'USDT'],
  [coin, 'USDC'],
]);

const balance = (asset: string, walletBalance: number) =>
  [asset, { asset, walletBalance, crossWalletBalance: walletBalance, updateTimeMs: 0 }] as const;
const state: AccountState = {
  status: 'ready',
  balances: new Map([balance('USDT', 1_000.1), balance('USDC', 5_000)]),
  positions: new Map(),
  openOrders: new Map(),
  openAlgoOrders: new Map(),
  lastEventTimeMs: 7,
  reconciledAtMs: 5,
};
const facts = (given: Partial<ExchangeAccountFacts> = {}): ExchangeAccountFacts => ({
  quoteAsset: 'USDT',
  maxLeverage: 4,
  held: [],
  quoteAssetOf: (symbol) => quotes.get(symbol),
  priceOf: (symbol) => (symbol === ether ? undefined : d(110)),
  ...given,
});

it('is worth its wallet and what is held of its quote asset, at the last prices', () => {
  const held = [
    { symbol: bitcoin, baseQty: d(2), entryPrice: d('100.5') },
    { symbol: ether, baseQty: d(-1), entryPrice: d(40) },
    { symbol: coin, baseQty: d(100), entryPrice: d(1) },
  ];
  const account = exchangeAccount(state, facts({ held }));
  // A wallet of 1,000.1 and 2 × 9.5 of profit; ether has no price and counts at its entry. A quarter of 260 is margin.
  expect([account.equityQuote.toString(), account.availableQuote.toString()]).toEqual(['1019.1', '954.1']);
  expect(account.held).toBe(held);
});

it('is known up to what was told or read last, and nothing where there is no wallet', () => {
  expect(exchangeAccount(state, facts()).knownAtMs).toBe(7);
  expect(exchangeAccount({ ...state, reconciledAtMs: 9 }, facts()).knownAtMs).toBe(9);
  expect(exchangeAccount(state, facts({ quoteAsset: 'FDUSD' })).equityQuote.isZero).toBe(true);
  expect(exchangeAccount({ ...state, status: 'reconciling' }, facts()).status).toBe('reconciling');
});
