import { maxSilenceMs } from './settings.js';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const intervalMs = (interval) => Number(interval.slice(0, -1)) * unitMs[interval.at(-1)];

/**
 * Splits the klines that differ from the truth: of some the exchange never told, on a connection that stood, that they had
 * been corrected. No client can know these; all others are mistakes.
 */
export function splitDifferent(findings, corrections) {
  const different = findings.filter(({ found }) => found !== 'missing');
  const notTold = different.filter((finding) => isNotTold(finding, corrections));
  return { notTold, wrong: different.filter((finding) => !notTold.includes(finding)) };
}

function isNotTold({ series, openTimeMs, found }, corrections) {
  const [symbol, interval] = series.split('/');
  const endMs = openTimeMs + intervalMs(interval);
  const isMeant = (correction) =>
    correction.symbol === symbol &&
    correction.minuteOpenMs >= openTimeMs &&
    correction.minuteOpenMs < endMs &&
    correction.atMs >= endMs;
  const last = corrections.findLast(isMeant);
  return (
    found === 'different' && last !== undefined && !last.toldOn.includes(`${symbol.toLowerCase()}@kline_${interval}`)
  );
}

/** Handing a frame over takes time on a busy machine. */
const onTheWayMs = 150;
/** A client learns that its connection is open a moment after the exchange does. */
const handshakeMs = 1_000;

/**
 * Connections that had stood and that the daemon gave up for silence although the exchange had handed data to them within the limit.
 * `losses` are the daemon's, with their `feed`; `connections` the simulator's records.
 */
export function falseStales(losses, connections) {
  return losses
    .filter(({ cause, openedAtMs }) => cause === 'FEED_STALE' && openedAtMs !== undefined)
    .map((loss) => ({ ...loss, exchange: sameConnection(loss, connections) }))
    .filter(({ exchange, lostAtMs }) => {
      const isWithinLimit = (atMs) => atMs > lostAtMs - maxSilenceMs + onTheWayMs && atMs < lostAtMs - onTheWayMs;
      return !exchange || exchange.dataAtMs.some(isWithinLimit);
    });
}

function sameConnection({ feed, openedAtMs }, connections) {
  const agoMs = (connection) => openedAtMs - connection.openedAtMs;
  const candidates = connections
    .filter((connection) => connection.feed === undefined || connection.feed === feed)
    .filter((connection) => Math.abs(agoMs(connection)) < handshakeMs);
  return candidates.sort((a, b) => Math.abs(agoMs(a)) - Math.abs(agoMs(b)))[0];
}
