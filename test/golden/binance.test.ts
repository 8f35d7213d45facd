import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeKlines } from '../../src/adapters/binance/decodeKlines.js';
import { isFormingKline } from '../../src/adapters/binance/isFormingKline.js';
import { decodePrices } from '../../src/adapters/binance/decodePrices.js';
import { toBookTicker, toInstrument, toTicker24h } from '../../src/adapters/binance/mapper.js';
import { readKlineRows } from '../../src/adapters/binance/readKlineRows.js';
import { readRows } from '../../src/adapters/binance/readRows.js';
import {
  bookTickerSchema,
  instrumentSchema,
  serverTimeSchema,
  ticker24hSchema,
} from '../../src/adapters/binance/wire.js';
import type { KlineQuery } from '../../src/ports/marketData.js';

interface FrameCase {
  readonly claim: string;
  readonly frame: unknown;
  readonly expected: unknown;
}

interface RestCases {
  readonly klines: { query: KlineQuery; marketNowMs: number; body: unknown[]; expected: unknown };
  readonly exchangeInfo: { body: { symbols: unknown[] }; expected: unknown; badRows: string[] };
  readonly tickers24h: { body: unknown[]; expected: unknown };
  readonly bookTickers: { body: unknown[]; expected: unknown; badRows: string[] };
  readonly serverTime: { body: unknown; expected: number };
}

const golden = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const klineFrames = golden('klineFrames.json') as FrameCase[];
const priceFrames = golden('priceFrames.json') as FrameCase[];
const rest = golden('restReplies.json') as RestCases;

const failOnBadRow = (): never => {
  throw new Error('no bad row is expected');
};

describe('decodeKlines reads', () => {
  it.each(klineFrames)('$claim', ({ frame, expected }) => {
    expect(decodeKlines(JSON.stringify(frame))).toEqual(expected);
  });
});

describe('decodePrices reads', () => {
  it.each(priceFrames)('$claim', ({ frame, expected }) => {
    expect(decodePrices(failOnBadRow)(JSON.stringify(frame))).toEqual(expected);
  });
});

describe('REST bodies', () => {
  it('klines: the last row is open while it closes no earlier than the request left', () => {
    const { query, marketNowMs, body, expected } = rest.klines;
    expect(readKlineRows(body, query, marketNowMs)).toEqual({ kind: 'klines', klines: expected });
  });

  it('exchangeInfo: unknown words and missing rules are kept, malformed symbols are told apart', () => {
    const { body, expected, badRows } = rest.exchangeInfo;
    const { good, bad } = readRows(body.symbols, instrumentSchema, 'symbols');
    expect(good.map(toInstrument)).toEqual(expected);
    expect(bad.map(({ reason }) => reason)).toEqual(badRows);
  });

  it('ticker/24hr', () => {
    const { good, bad } = readRows(rest.tickers24h.body, ticker24hSchema, '');
    expect(good.map(toTicker24h)).toEqual(rest.tickers24h.expected);
    expect(bad).toEqual([]);
  });

  it('ticker/bookTicker: a side that nobody is on has price 0', () => {
    const { body, expected, badRows } = rest.bookTickers;
    const { good, bad } = readRows(body, bookTickerSchema, '');
    expect(good.map(toBookTicker)).toEqual(expected);
    expect(bad.map(({ reason }) => reason)).toEqual(badRows);
  });

  it('time', () => {
    expect(serverTimeSchema.parse(rest.serverTime.body).serverTime).toBe(rest.serverTime.expected);
  });
});

const captureFile = resolve(
  process.env['CANDLEWICK_DATA'] ?? '../shared/data',
  'ws-capture/binance-futures-2021-07-22.ws.txt',
);
const isCaptureHere = existsSync(captureFile);

describe('frames captured in 2021', () => {
  const title = 'every kline frame decodes, every other frame is a bad frame of this feed';
  const reason = isCaptureHere ? '' : ` [skipped: ${captureFile} is not here]`;

  it.skipIf(!isCaptureHere)(`${title}${reason}`, () => {
    const [, ...lines] = readFileSync(captureFile, 'utf8').trim().split('\n');
    const frames = lines.map((line) => line.slice(line.indexOf('{')));
    const isKline = (frame: string): boolean => frame.includes('@kline_1m"');
    const klines = frames.filter(isKline);
    expect(klines).toHaveLength(67);
    expect(klines.map((frame) => decodeKlines(frame).kind)).toEqual(
      klines.map((frame) => (frame.includes('"x":true') ? 'kline' : 'ignored')),
    );
    expect(klines.map((frame) => isFormingKline(Buffer.from(frame)))).toEqual(
      klines.map((frame) => frame.includes('"x":false')),
    );
    const others = frames.filter((frame) => !isKline(frame));
    expect(new Set(others.map((frame) => decodeKlines(frame).kind))).toEqual(new Set(['badFrame']));
  });

  it.skipIf(!isCaptureHere)(`forming klines decode as finals would, once their flag says so${reason}`, () => {
    const frames = readFileSync(captureFile, 'utf8')
      .split('\n')
      .filter((line) => line.includes('@kline_1m","data"'))
      .map((line) => line.slice(line.indexOf('{')).replace('"x":false', '"x":true'));
    expect(new Set(frames.map((frame) => decodeKlines(frame).kind))).toEqual(new Set(['kline']));
  });
});
