import type { OpenedNews, Notification, SignalNews } from '../../src/domain/notification.js';
import { instrumentSymbol } from '../../src/domain/kline.js';
import type { Signal } from '../../src/domain/signal.js';

/** A symbol that the exchange really lists. */
export const nonAsciiSymbol = '币安人生USDT';

interface SignalParts {
  readonly symbol?: string;
  readonly score?: number;
  readonly price?: number;
}

const facts = (id: string, { symbol = 'BTCUSDT', score = 73.4, price = 0.87916 }: SignalParts) => ({
  id,
  symbol: instrumentSymbol(symbol),
  direction: score < 0 ? ('short' as const) : ('long' as const),
  score,
  price,
  priceTimeMs: 1_769_904_123_000,
  atMs: 1_769_904_124_552,
  openedAtMs: 1_769_904_124_552,
  cycle: 1,
  configHash: 'c0ffee',
  certificates: [],
  parts: [
    { factor: 'trend', kind: 'directional', score: 80.2, weight: 1, byInterval: {}, abstained: undefined },
    { factor: 'liquidity', kind: 'modulator', score: 0.917, weight: 1, byInterval: {}, abstained: undefined },
    { factor: 'spot', kind: 'directional', score: undefined, weight: 0, byInterval: {}, abstained: 'noOpinion' },
  ] as const,
});

export const openedSignal = (id: string, parts: SignalParts = {}): Signal => ({ kind: 'opened', ...facts(id, parts) });
export const updatedSignal = (id: string, parts: SignalParts = {}): Signal => ({
  kind: 'updated',
  ...facts(id, parts),
});
export const closedSignal = (id: string, parts: SignalParts = {}): Signal => ({
  kind: 'closed',
  cause: 'fell',
  ...facts(id, parts),
});

export const openedNews = (id: string, { symbol = 'BTCUSDT', score = 73.4 }: SignalParts = {}): OpenedNews => ({
  kind: 'opened',
  id,
  symbol: instrumentSymbol(symbol),
  direction: score < 0 ? 'short' : 'long',
  score,
  price: 0.87916,
  atMs: 1_769_904_124_552,
  openedAtMs: 1_769_904_124_552,
  parts: [
    { factor: 'trend', kind: 'directional', score: 80.2 },
    { factor: 'liquidity', kind: 'modulator', score: 0.917 },
  ],
});

/** Everything that can be said. */
export const everyKind = (symbol = nonAsciiSymbol): readonly Notification[] => {
  const opened = openedNews('0123456789abcdef', { symbol, score: -73.4 });
  const { parts: _parts, ...shared } = opened;
  const closed: SignalNews = { ...shared, kind: 'closed', cause: 'left', price: null, openedPrice: 1.25 };
  return [
    { kind: 'opened', id: '0123456789abcdef/opened', market: 'live', signal: opened },
    { kind: 'closed', id: '0123456789abcdef/closed', market: 'live', signal: closed },
    { kind: 'closed', id: 'x/closed', market: 'live', signal: { ...closed, price: 1.5, cause: 'turned' } },
    { kind: 'digest', id: 'd', market: 'simulated', signals: [opened, closed], lostCount: 2 },
    { kind: 'test', id: 't', market: 'live', atMs: 1_769_904_124_552 },
  ];
};
