import type { HttpReply } from '../../src/adapters/binance/httpClient.js';
import { parseDurationMs } from '../../src/domain/duration.js';
import { instrumentSymbol, isKlineInterval, type Kline } from '../../src/domain/kline.js';
import { seriesKey } from '../../src/domain/series.js';
import { klineAt } from '../support/klines.js';

/** A frame as the venue sends it; `binary` is told apart from text, as by the socket. */
export type WireFrame = string;

/** An answer of the venue, without what depends on when it was asked for. */
export type WireReply = Pick<HttpReply, 'httpStatus' | 'headers' | 'body'>;

const bitcoin = { symbol: 'BTCUSDT', interval: '1m' };
const halfOf = (text: string): string => text.slice(0, text.length >> 1);
const oversizedBytes = 2 ** 20;

/**
 * `frame final 1`, `frame forming 1`, `frame truncated 1`: what the stream of BTCUSDT/1m carries of kline 1.
 * `frame final 1 as ETHUSDT`, `frame final 0 as 5m`: the same stream with the kline of another series in it.
 * `frame garbage`, `frame binary`, `frame oversized`, `frame accepted`, `frame refused`: no kline at all.
 */
export function frame([what = '', number = '0', as, other = '']: string[]): WireFrame {
  const index = Number(number);
  switch (what) {
    case 'final':
      return klineFrame(wireKline(index, as === undefined ? '' : other));
    case 'forming':
      return klineFrame({ ...wireKline(index, ''), isClosed: false });
    case 'truncated':
      return halfOf(klineFrame(wireKline(index, '')));
    case 'garbage':
      return '\u0000\u0001 no JSON }{';
    case 'binary':
      return 'binary frame of 300 bytes';
    case 'oversized':
      return `{"oversized":"${'x'.repeat(oversizedBytes)}"}`;
    case 'accepted':
      return '{"result":null,"id":1}';
    case 'refused':
      return '{"error":{"code":2,"msg":"Invalid request: invalid stream"},"id":1}';
    default:
      throw new Error('expected final, forming, truncated, garbage, binary, oversized, accepted or refused');
  }
}

function wireKline(index: number, other: string): Kline {
  const symbol = other === '' || isKlineInterval(other) ? bitcoin.symbol : other;
  const interval = isKlineInterval(other) ? other : '1m';
  return klineAt(index, { key: seriesKey(instrumentSymbol(symbol), interval) });
}

/** The frame of this kline on a stream: its own, or that of another symbol and interval. */
export function klineFrame(kline: Kline, { symbol, interval } = bitcoin): WireFrame {
  const { openTimeMs: t, closeTimeMs: T, symbol: s, interval: i, tradeCount: n, isClosed: x } = kline;
  const prices = { o: `${kline.open}`, c: `${kline.close}`, h: `${kline.high}`, l: `${kline.low}` };
  const volumes = { v: `${kline.baseVolume}`, q: `${kline.quoteVolume}` };
  const takers = { V: `${kline.takerBuyBaseVolume}`, Q: `${kline.takerBuyQuoteVolume}` };
  const k = { t, T, s, i, f: 1, L: 9, ...prices, ...volumes, n, x, ...takers, B: '0' };
  return JSON.stringify({ stream: `${symbol.toLowerCase()}@kline_${interval}`, data: { e: 'kline', E: T + 1, s, k } });
}

const jsonReply = (value: unknown): WireReply => ({ httpStatus: 200, headers: {}, body: JSON.stringify(value) });

/** The rows of these klines, in this order. */
export const rowsReply = (klines: readonly Kline[]): WireReply => jsonReply(klines.map(toRow));

const toRow = (kline: Kline): readonly (number | string)[] => [
  kline.openTimeMs,
  ...[kline.open, kline.high, kline.low, kline.close, kline.baseVolume].map(String),
  kline.closeTimeMs,
  String(kline.quoteVolume),
  kline.tradeCount,
  ...[kline.takerBuyBaseVolume, kline.takerBuyQuoteVolume].map(String),
  '0',
];

/**
 * `reply 503`, `reply html`, `reply empty`, `reply truncated`, `reply wrong` (rows without their last columns);
 * `reply 429 after 60s`, `reply 429`, `reply 418 until 120s` (from the scenario's beginning).
 */
export function reply([what = '', word, time = '']: string[]): WireReply {
  const rows = rowsReply([klineAt(1)]);
  switch (what) {
    case '503':
      return { httpStatus: 503, headers: {}, body: '' };
    case 'html':
      return { httpStatus: 200, headers: {}, body: '<html><title>Maintenance</title></html>' };
    case 'empty':
      return { ...rows, body: '' };
    case 'truncated':
      return { ...rows, body: halfOf(rows.body) };
    case 'wrong':
      return jsonReply([toRow(klineAt(1)).slice(0, 8)]);
    case '429': {
      const waitMs = word === 'after' ? parseDurationMs(time) : 0;
      const headers = waitMs ? { 'retry-after': String(waitMs / 1_000) } : {};
      return { httpStatus: 429, headers, body: '{"code":-1003,"msg":"Too many requests."}' };
    }
    case '418': {
      const waitMs = parseDurationMs(time) ?? 0;
      return { httpStatus: 418, headers: { 'retry-after': String(waitMs / 1_000) }, body: '' };
    }
    default:
      throw new Error('expected 503, html, empty, truncated, wrong, 429 [after DURATION] or 418 for DURATION');
  }
}
