import { z } from 'zod';
import { klineIntervals } from '../domain/kline.js';
import { derivativesSchema } from './derivativesSchema.js';
import { factorsSchema } from './factorsSchema.js';
import { amount, count, durationMs, instant, notes, serverUrl, uniqueList } from './leaves.js';
import { predictionSchema } from './predictionSchema.js';
import { notifySchema } from './notifySchema.js';
import { brokenRules } from './rules.js';
import { spotSchema } from './spotSchema.js';
import { stateSchema } from './stateSchema.js';
import { tradingSchema } from './tradingSchema.js';
import { universeSchema } from './universeSchema.js';
import { virtualSchema } from './virtualSchema.js';

const exchangeSchema = z.strictObject({
  mode: z
    .enum(['live', 'simulated'])
    .default('live')
    .describe('`live` connects to `restUrl` and `streamUrl`; `simulated` starts an exchange inside the process.'),
  restUrl: serverUrl('http').default('https://fapi.binance.com').describe('Root of the REST API.'),
  streamUrl: serverUrl('ws').default('wss://fstream.binance.com').describe('Root of the WebSocket streams.'),
  // One all-market ticker request weighs 40: with less than 50 to spend in a minute it would wait for ever.
  weightLimitPerMinute: count('weight/min', 100)
    .default(2_400)
    .describe('Request weight the exchange allows per minute and address.'),
  weightReserveRatio: amount('ratio').max(0.5).default(0.1).describe('Share of the request weight kept for orders.'),
  maxConcurrentRequests: count('requests').default(16).describe('REST requests under way at once.'),
  requestTimeoutMs: durationMs().default(10_000).describe('Give up on a REST request after this long.'),
  maxRetries: count('retries', 0).default(4).describe('Repeats of a REST request that failed for a passing reason.'),
  maxTopicsPerConnection: count('topics')
    .max(1_024)
    .default(200)
    .describe('Streams on one connection; more connections are opened for the rest. The exchange takes at most 1024.'),
  topicsPerSubscribe: count('topics')
    .max(150)
    .default(100)
    .describe(
      'Stream names in one SUBSCRIBE frame. Frames over about 4000 bytes are silently ignored by the exchange.',
    ),
  clientMessagesPerSecond: count('frames/s')
    .max(10)
    .default(5)
    .describe('Control frames sent per second and connection. Over 10 the exchange disconnects.'),
  handshakeTimeoutMs: durationMs().default(10_000).describe('Give up on opening a connection after this long.'),
  maxConnects: count('connections')
    .default(300)
    .describe('Connections opened in any `connectWindowMs`, by all feeds together, failed attempts included.'),
  connectWindowMs: durationMs().default(300_000).describe('The stretch of time in which `maxConnects` counts.'),
  connectSpacingMs: durationMs(0)
    .default(50)
    .describe('Between two connections that are opened, so that a mass reconnect is no burst.'),
});

const simulatorSchema = z.strictObject({
  market: z
    .enum(['synthetic', 'recorded'])
    .default('synthetic')
    .describe('`synthetic` invents a market from `seed`; `recorded` plays the kline files in `dataDir`.'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1)
    .describe('The same seed gives the same synthetic market.'),
  maxSymbols: count('symbols')
    .nullable()
    .default(null)
    .describe('The synthetic market lists so many symbols, the most traded; null: all of about 700.'),
  speed: z
    .number()
    .positive()
    .register(notes, { unit: '× real time' })
    .default(60)
    .describe('Market time that passes in one unit of wall time; at 60 an hour takes a minute.'),
  startTime: instant
    .nullable()
    .default(null)
    .describe('Where play begins: an ISO 8601 instant. null: the middle of a recording, or a fixed instant.'),
  dataDir: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('Folder of kline files (.csv, .csv.gz, .zip) for a recorded market, from the working directory.'),
  flatFinals: z
    .boolean()
    .default(false)
    .describe('Send a flat closed kline for intervals without trades. The real exchange may stay silent instead.'),
});

const backoffSchema = z.strictObject({
  baseMs: durationMs().default(500).describe('Longest wait before the first reconnect; it doubles with each attempt.'),
  capMs: durationMs().default(30_000).describe('The wait before a reconnect never exceeds this.'),
  resetAfterMs: durationMs(0)
    .default(10_000)
    .describe('A connection that delivered for this long starts again at `baseMs` when it is lost.'),
});

const rotationSchema = z.strictObject({
  lifetimeMs: durationMs()
    .default(82_800_000)
    .describe('A connection is replaced at most this long after it began. The exchange cuts it after 24 h.'),
  minuteOfHour: z
    .int()
    .min(0)
    .max(59)
    .register(notes, { unit: 'minute' })
    .nullable()
    .default(7)
    .describe(
      'Minute of the hour of these replacements, away from closing klines; null: whenever the lifetime is over.',
    ),
  staggerMs: durationMs(0).default(15_000).describe('Between the replacements of two neighbouring connections.'),
  overlapMs: durationMs(0)
    .default(10_000)
    .describe('The old connection goes on this long beside the new one once that delivers.'),
});

const feedsSchema = z.strictObject({
  klineMaxSilenceMs: durationMs().default(30_000).describe('Reconnect a kline connection after this much silence.'),
  priceMaxSilenceMs: durationMs().default(30_000).describe('Reconnect the price connection after this much silence.'),
  accountMaxSilenceMs: durationMs()
    .default(60_000)
    .describe('Reconnect the account connection after this long without an event or a pong, the answer to a ping.'),
  pingPeriodMs: durationMs().default(20_000).describe('Between two pings on every connection.'),
  firstDatumMs: durationMs()
    .default(60_000)
    .describe('A stream not heard of for this long after its subscription is subscribed anew; then at twice the time.'),
  formingKlinesPeriodMs: durationMs()
    .nullable()
    .default(null)
    .describe('How often forming klines are read, the latest of each series; null: never, only closed ones are.'),
  healthPeriodMs: durationMs()
    .default(5_000)
    .describe('How often the figures of connections and budgets are told on `health$`; what changes is told at once.'),
  backoff: backoffSchema.prefault({}).describe('How reconnects are spaced: exponential, with full jitter.'),
  rotation: rotationSchema.prefault({}).describe('How connections are replaced before the exchange cuts them.'),
});

// A listen key is valid for an hour.
const longestRenewalMs = 3_300_000;

const accountSchema = z.strictObject({
  reconcilePeriodMs: durationMs()
    .default(600_000)
    .describe('Between two readings of the whole account over REST (weight 90) while its connection lasts.'),
  recvWindowMs: durationMs()
    .max(60_000)
    .default(5_000)
    .describe('How old a signed request may be when it arrives; the exchange takes at most 60000.'),
  listenKeyRenewalMs: durationMs()
    .max(longestRenewalMs)
    .default(1_800_000)
    .describe('How often the key of the account stream, which is valid for an hour, is renewed.'),
  settleMs: durationMs(0)
    .default(500)
    .describe('How far answers about the account may lag behind its events; a reading waits this long.'),
});

const windowsSchema = z.strictObject({
  intervals: uniqueList(z.enum(klineIntervals))
    .min(1)
    .default(['5m', '15m', '1h'])
    .describe('Kline intervals kept for each symbol.'),
  klines: count('klines').max(1_000).default(300).describe('Closed klines in a window.'),
  snapshotKlines: count('klines')
    .max(1_500)
    .default(499)
    .describe(
      'Klines asked for in one warm-up request, at least `klines` + 1. 100 to 499 weigh 2, 500 to 1000 weigh 5.',
    ),
  closeGraceMs: durationMs(0)
    .default(5_000)
    .describe('Wall time a due close may be late before the kline is fetched over REST.'),
});

const scanSchema = z.strictObject({
  periodMs: durationMs().default(60_000).describe('Market time between two scan cycles.'),
  minScore: amount('points').max(100).default(62).describe('A score of at least this, up or down, opens a signal.'),
  leaveScore: amount('points')
    .max(100)
    .nullable()
    .default(null)
    .describe('A signal is closed when its score falls below this; null: 0.8 × `minScore`.'),
  confirmCycles: count('cycles')
    .default(1)
    .describe('A signal is opened when the score was high enough in so many of the last `confirmOfCycles` cycles.'),
  confirmOfCycles: count('cycles').max(100).default(1).describe('The cycles that `confirmCycles` counts in.'),
  cooldownMs: durationMs(0)
    .default(300_000)
    .describe('Market time between the end of a signal and the next one of the same symbol.'),
});

const logSchema = z.strictObject({
  level: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severity that is logged.'),
  sampleBadFramesEvery: count('frames')
    .default(100)
    .describe('Of the frames that cannot be read, the first and then every so many-th is logged.'),
});

/** Every setting with its own range; `configSchema` adds the laws between them. */
export const settingsSchema = z.strictObject({
  exchange: exchangeSchema.prefault({}).describe('The exchange and its limits.'),
  simulator: simulatorSchema.prefault({}).describe('The exchange inside the process, for `exchange.mode: simulated`.'),
  feeds: feedsSchema.prefault({}).describe('Live data: when a silent connection is given up, and how it is replaced.'),
  account: accountSchema
    .prefault({})
    .describe('The account that the keys in the environment belong to, if there are any.'),
  windows: windowsSchema.prefault({}).describe('The klines held in memory for each symbol and interval.'),
  derivatives: derivativesSchema
    .prefault({})
    .describe('Mark price, funding and open interest, which some factors are made of.'),
  spot: spotSchema.prefault({}).describe('The spot market, whose order flow is read beside that of the contracts.'),
  universe: universeSchema.prefault({}).describe('Which symbols are scanned.'),
  scan: scanSchema.prefault({}).describe('The scan cycle.'),
  factors: factorsSchema.prefault({}).describe('What the score is made of.'),
  prediction: predictionSchema.prefault({}).describe('A model that says how likely signals are to end well.'),
  plugins: uniqueList(z.string().min(1))
    .default([])
    .describe('Modules that add factors: paths from the file that names them, else from the working directory.'),
  trading: tradingSchema.prefault({}).describe('What signals are traded on, and how much is put at risk.'),
  virtual: virtualSchema
    .prefault({})
    .describe('How every signal, traded or not, is followed on paper, so that something can be learnt from it.'),
  notify: notifySchema.prefault({}).describe('Who is told of signals, and how.'),
  log: logSchema.prefault({}).describe('What is logged.'),
  state: stateSchema.prefault({}).describe('What is kept between runs.'),
});

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** The resolved configuration: complete, checked, frozen by `loadConfig`. */
export type Config = DeepReadonly<z.infer<typeof settingsSchema>>;

/** The whole configuration, settings and laws. `configSchema.parse({})` is the default one. */
export const configSchema = settingsSchema.superRefine((config, context) => {
  for (const { paths, expected } of brokenRules(config)) {
    context.addIssue({ code: 'custom', path: paths[0].split('.'), message: `must be ${expected}` });
  }
});
