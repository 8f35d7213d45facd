/** A kline frame as the venue sends it, with some fields of `k` replaced (`undefined` removes one). */
export function klineFrame(k: Record<string, unknown> = {}, stream = 'btcusdt@kline_1m'): string {
  const kline = {
    t: 1_790_771_340_000,
    T: 1_790_771_399_999,
    s: 'BTCUSDT',
    i: '1m',
    f: 1,
    L: 9,
    o: '100.00',
    c: '101.00',
    h: '102.00',
    l: '99.00',
    v: '10.5',
    n: 9,
    x: false,
    q: '1055.25',
    V: '5.25',
    Q: '527.5',
    B: '0',
    ...k,
  };
  return JSON.stringify({ stream, data: { e: 'kline', E: 1_790_771_400_004, s: 'BTCUSDT', k: kline } });
}

export const finalFrame = (k: Record<string, unknown> = {}, stream?: string): string =>
  klineFrame({ x: true, ...k }, stream);

/** A row of `!miniTicker@arr`. */
export const miniTicker = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  e: '24hrMiniTicker',
  E: 1_790_771_372_000,
  s: 'BTCUSDT',
  c: '83860.20',
  o: '82100.00',
  h: '84500.00',
  l: '81900.10',
  v: '154201.332',
  q: '12840011223.11',
  st: 1,
  ...fields,
});

/** A row of `!markPrice@arr@1s`. */
export const markPriceRow = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  e: 'markPriceUpdate',
  E: 1_790_771_372_000,
  s: 'BTCUSDT',
  p: '83858.10000000',
  ap: '83857.90000000',
  P: '83901.80267750',
  i: '83890.00826087',
  r: '0.00008900',
  T: 1_790_784_000_000,
  st: 1,
  ...fields,
});
