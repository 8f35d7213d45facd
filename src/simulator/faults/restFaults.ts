import { htmlReply, jsonReply, type RestReply } from '../rest/restMessages.js';
import type { Behaviour, FaultRun } from './faultRun.js';
import type { FaultKind } from './faultSpec.js';
import type { FaultSurface } from './faultSurface.js';

/** What becomes of a reply; `undefined` leaves it as it is and does not count it. */
type Change<K extends FaultKind> = (reply: RestReply, run: FaultRun<K>) => RestReply | undefined;

const eachReply =
  <K extends FaultKind>(change: Change<K>): Behaviour<K, FaultSurface> =>
  (run, { replies }) =>
    replies.add((reply, { path, query }) => {
      if (run.isOver || !run.target.matchesRequest(path, query)) return reply;
      const changed = change(reply, run);
      if (!changed) return reply;
      run.hit();
      return changed;
    });

export const restSlow = eachReply<'restSlow'>((reply, { fault }) => ({
  ...reply,
  delayMs: (reply.delayMs ?? 0) + fault.parameters.delayMs,
}));

export const restHang = eachReply<'restHang'>((reply) => ({ ...reply, delayMs: Number.POSITIVE_INFINITY }));

export const rest5xx = eachReply<'rest5xx'>((reply, { fault }) => {
  const { status } = fault.parameters;
  const body =
    status === 503
      ? { code: -1000, msg: 'Unknown error, please check your request or try again later.' }
      : { code: -1001, msg: 'Internal error; unable to process your request. Please try again.' };
  return { ...jsonReply(status, JSON.stringify(body), reply.headers), ...delayOf(reply) };
});

export const restHtml = eachReply<'restHtml'>((reply, { fault }) => ({
  ...htmlReply(fault.parameters.status, 'We will be back soon', reply.headers),
  ...delayOf(reply),
}));

export const restEmpty = eachReply<'restEmpty'>((reply) => ({ ...reply, status: 200, body: '' }));

export const restTruncated = eachReply<'restTruncated'>((reply) => ({
  ...reply,
  body: reply.body.slice(0, reply.body.length >> 1),
}));

/** Columns the venue's kline rows keep: open time to base volume. */
const keptColumns = 6;

export const restWrongRows = eachReply<'restWrongRows'>((reply) => {
  const value = okJson(reply);
  if (value === undefined) return undefined;
  const rows = rowsOf(value);
  const wrong = rows ? rows.map((row) => row.slice(0, keptColumns)) : { rows: value };
  return { ...reply, body: JSON.stringify(wrong) };
});

export const restRowsOutOfOrder = eachReply<'restRowsOutOfOrder'>((reply) => {
  const rows = rowsOf(okJson(reply));
  if (!rows || rows.length < 2) return undefined;
  const at = rows.length >> 1;
  const swapped = rows.map((row, index) => (index === at - 1 ? rows[at] : index === at ? rows[at - 1] : row));
  return { ...reply, body: JSON.stringify(swapped) };
});

export const restHole = eachReply<'restHole'>((reply) => {
  const rows = rowsOf(okJson(reply));
  if (!rows || rows.length < 3) return undefined;
  return { ...reply, body: JSON.stringify(rows.toSpliced(rows.length >> 1, 1)) };
});

const refuse =
  <K extends 'rest429' | 'rest418'>(
    refusal: (run: FaultRun<K>, clientAddress: string, wallNowMs: number) => RestReply,
  ) =>
  (run: FaultRun<K>, { requests, wallNowMs }: FaultSurface): (() => void) =>
    requests.add(({ path, query, clientAddress }) => {
      if (run.isOver || !run.target.matchesRequest(path, query)) return undefined;
      run.hit();
      return refusal(run, clientAddress, wallNowMs());
    });

const seconds = (durationMs: number): string => `${Math.ceil(durationMs / 1_000)}`;

export const rest429 = refuse<'rest429'>(({ fault }, clientAddress) => {
  const { retryAfter, retryAfterMs } = fault.parameters;
  const msg = `Too many requests; current limit of IP(${clientAddress}) is 2400 requests per minute. Please use the websocket for live updates to avoid polling the API.`;
  return jsonReply(
    429,
    JSON.stringify({ code: -1003, msg }),
    retryAfter ? { 'retry-after': seconds(retryAfterMs) } : {},
  );
});

export const rest418 = refuse<'rest418'>(({ fault }, clientAddress, wallNowMs) => {
  const { banMs } = fault.parameters;
  const msg = `Way too many requests; IP(${clientAddress}) banned until ${Math.ceil(wallNowMs + banMs)}. Please use the websocket for live updates to avoid bans.`;
  return jsonReply(418, JSON.stringify({ code: -1003, msg }), { 'retry-after': seconds(banMs) });
});

const delayOf = ({ delayMs }: RestReply): { readonly delayMs?: number } => (delayMs === undefined ? {} : { delayMs });

/** The body of a good reply; `undefined` for any other, also for one that another fault has spoilt. */
function okJson({ status, body }: RestReply): unknown {
  if (status !== 200) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Klines are the only replies made of rows. */
const rowsOf = (value: unknown): readonly (readonly unknown[])[] | undefined =>
  Array.isArray(value) && value.length > 0 && value.every((row) => Array.isArray(row))
    ? (value as readonly (readonly unknown[])[])
    : undefined;
