import { setTimeout as wait } from 'node:timers/promises';
import { fetch } from 'undici';
import { ExchangeReplyError, ExchangeUnreachableError } from '../../domain/errors.js';
import type { FetchTruth, TruthRow } from '../report/audit.js';

/** How time runs on a simulator. */
export interface SimulatorClock {
  /** Market milliseconds per wall millisecond. */
  readonly speed: number;
  /** Market time at which a recording ends; `null` when the market has no end. */
  readonly endMs: number | null;
}

/**
 * A simulator says by itself that it is one, and how fast it runs; `undefined` for anything else that answers. Rejects
 * with `ExchangeUnreachableError` or `ExchangeReplyError` when that cannot be told now.
 */
export async function readSimulatorClock(restUrl: string, timeoutMs: number): Promise<SimulatorClock | undefined> {
  const url = `${restUrl}/simulator/clock`;
  const { httpStatus, text } = await ask(url, timeoutMs);
  if (httpStatus >= 500) {
    const found = `HTTP ${httpStatus}`;
    throw new ExchangeReplyError(`${url} answered ${found}`, { url, httpStatus, found });
  }
  const clock = parseJson(text);
  return isSimulatorClock(clock) ? clock : undefined;
}

/** A hostile simulator may refuse connections for some seconds. */
const repeats = 30;
const repeatAfterMs = 500;

/** Asks a simulator for the truth, patiently while it cannot be reached. Rejects when it does not answer with it. */
export const truthOf =
  (restUrl: string, timeoutMs: number): FetchTruth =>
  async (symbol, interval, fromMs, toMs) => {
    const query = new URLSearchParams({ symbol, interval, startTime: String(fromMs), endTime: String(toMs) });
    const url = `${restUrl}/simulator/klines?${query.toString()}`;
    const { httpStatus, text } = await askPatiently(url, timeoutMs);
    const rows = parseJson(text);
    if (httpStatus === 200 && Array.isArray(rows)) return rows as readonly TruthRow[];
    const found = `HTTP ${httpStatus}, ${text.length} characters`;
    throw new ExchangeReplyError(`${url} answered ${found}, expected klines`, { url, httpStatus, found });
  };

async function askPatiently(url: string, timeoutMs: number): ReturnType<typeof ask> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask(url, timeoutMs);
    } catch (error) {
      if (!(error instanceof ExchangeUnreachableError) || attempt === repeats) throw error;
      // Whoever is in a hurry leaves without the answer: nothing waits for this.
      await wait(repeatAfterMs, undefined, { ref: false });
    }
  }
}

async function ask(url: string, timeoutMs: number): Promise<{ readonly httpStatus: number; readonly text: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    return { httpStatus: response.status, text: await response.text() };
  } catch (cause) {
    const reason =
      cause instanceof Error ? (cause.cause instanceof Error ? cause.cause : cause).message : String(cause);
    throw new ExchangeUnreachableError(`no answer from ${url}: ${reason}`, { url, reason }, { cause });
  }
}

function isSimulatorClock(value: unknown): value is SimulatorClock {
  if (typeof value !== 'object' || value === null || !('speed' in value) || !('endMs' in value)) return false;
  const { speed, endMs } = value;
  return typeof speed === 'number' && speed > 0 && (endMs === null || typeof endMs === 'number');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
