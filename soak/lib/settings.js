/**
 * The daemon's configuration: limits so short that faults of some seconds mean something, and windows so long that every
 * close of the run is still in them when it ends, to be compared with the truth.
 */
export const daemonConfig = ({ url, streamUrl, symbols, intervals, isWeek, minutes, speed }) => ({
  exchange: {
    mode: 'live',
    restUrl: url,
    streamUrl,
    maxTopicsPerConnection: 50,
    requestTimeoutMs: 3_000,
    handshakeTimeoutMs: 2_000,
    weightLimitPerMinute,
  },
  feeds: {
    klineMaxSilenceMs: maxSilenceMs,
    priceMaxSilenceMs: maxSilenceMs,
    accountMaxSilenceMs: maxSilenceMs,
    pingPeriodMs: 1_000,
    firstDatumMs: 3_000,
    backoff: { baseMs: 200, capMs: 2_000, resetAfterMs: 2_000 },
    rotation: { lifetimeMs: 60_000, minuteOfHour: null, staggerMs: 5_000, overlapMs: 1_000 },
  },
  derivatives: { markPriceMaxSilenceMs: maxSilenceMs },
  account: { reconcilePeriodMs: 60_000, listenKeyRenewalMs: 8_000 },
  windows: { intervals, ...windowsFor(minutes * speed), closeGraceMs: 1_000 },
  universe: { maxSymbols: symbols, minQuoteVolume24h: 0, ...(isWeek && { refreshPeriodMs: 86_400_000 }) },
  scan: { periodMs: isWeek ? 3_600_000 : 60_000 },
  log: { level: 'debug', sampleBadFramesEvery: 1 },
});

const mostKlines = 999;
/** Rows of the dearest snapshot that weighs 2. */
const cheapRows = 499;
/** What comes before the faults and after them, in market minutes at most. */
const aroundMinutes = 30;

/** One-minute klines of the whole run, as far as a window may be as long. */
function windowsFor(marketMinutes) {
  const klines = Math.min(mostKlines, Math.ceil(marketMinutes) + aroundMinutes);
  return { klines, snapshotKlines: Math.max(cheapRows, klines + 1) };
}

/** Wall time without a frame after which the daemon gives a connection up. */
export const maxSilenceMs = 3_000;
/** Ten times the venue's: at 60 times its speed a minute holds 60 times as many closes, all of which may have to be fetched. */
export const weightLimitPerMinute = 24_000;
