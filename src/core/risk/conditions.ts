import { parseSeriesKey } from '../../domain/series.js';
import { intervalMs } from '../../domain/kline.js';
import type { Certificate } from '../../domain/certificate.js';
import { refusal, type RiskInput, type RiskRefusal } from './riskInput.js';
import type { RiskRules } from './riskRules.js';

/** A rule that may refuse a signal whatever its size would be. */
export type RiskGate = (input: RiskInput, rules: RiskRules) => RiskRefusal | undefined;

export const isSignalNew: RiskGate = ({ signal }) =>
  signal.kind === 'opened' ? undefined : refusal('signalNotNew', `it is ${signal.kind}, not opened`);

export const isSignalFresh: RiskGate = ({ signal, atMs }, { signalMaxAgeMs }) => {
  const ageMs = atMs - signal.openedAtMs;
  return ageMs <= signalMaxAgeMs
    ? undefined
    : refusal('signalTooOld', `it was opened ${ageMs} ms ago, more than ${signalMaxAgeMs} ms`);
};

export const isNotStopped: RiskGate = ({ isStopped }) =>
  isStopped ? refusal('stopped', 'trading is stopped') : undefined;

/** What an account holds must be certain before more is added. */
export const isAccountKnown: RiskGate = ({ account, atMs }, { accountMaxAgeMs }) => {
  if (account === undefined) return refusal('accountUnknown', 'nothing is known of the account yet');
  if (account.status === 'reconciling') return refusal('accountStale', 'events of the account may have been missed');
  const ageMs = atMs - account.knownAtMs;
  return ageMs <= accountMaxAgeMs
    ? undefined
    : refusal('accountStale', `the account was heard of ${ageMs} ms ago, more than ${accountMaxAgeMs} ms`);
};

export const isMarketKnown: RiskGate = ({ market, signal, atMs }, { priceMaxAgeMs }) => {
  if (market === undefined) return refusal('marketUnknown', `nothing is known of the market of ${signal.symbol}`);
  const { instrument, price, priceAtMs } = market;
  if (instrument.status !== 'TRADING') return refusal('notTradable', `its status is ${instrument.status}, not TRADING`);
  if (!(instrument.tickSize > 0) || !(instrument.stepSize > 0)) {
    return refusal('notTradable', 'the exchange has set no steps of price and quantity');
  }
  if (price.sign <= 0) return refusal('marketUnknown', 'it has no price');
  const ageMs = atMs - priceAtMs;
  return ageMs <= priceMaxAgeMs
    ? undefined
    : refusal('priceStale', `its price is ${ageMs} ms old, more than ${priceMaxAgeMs} ms`);
};

/** Every window that the signal rests on is without a hole, and is not waiting for a close that is long due. */
export const areWindowsSound: RiskGate = ({ signal, atMs }, { windowMaxDelayMs }) => {
  if (signal.certificates.length === 0) return refusal('windowSuspect', 'it rests on no window');
  const suspect = signal.certificates.find(({ contiguous, count }) => !contiguous || count === 0);
  if (suspect) return refusal('windowSuspect', `the window ${suspect.series} has a hole`);
  const late = signal.certificates.find((certificate) => delayMs(certificate, atMs) > windowMaxDelayMs);
  return (
    late && refusal('windowSuspect', `the window ${late.series} waits for a close since ${delayMs(late, atMs)} ms`)
  );
};

/** How long the next close of a window is overdue; below 0 while it is not due. */
const delayMs = ({ series, toMs }: Certificate, atMs: number): number =>
  atMs - (toMs + 1 + intervalMs(parseSeriesKey(series).interval));

/** One position at a time in a symbol, and none beside what somebody else holds there: the exchange would net the two. */
export const isSymbolFree: RiskGate = ({ signal: { symbol }, live, account }) => {
  if (live.some((position) => position.symbol === symbol))
    return refusal('symbolBusy', `${symbol} has a position already`);
  const held = account?.held.find((each) => each.symbol === symbol);
  return (
    held && refusal('symbolHeld', `the account holds ${held.baseQty.toString()} of ${symbol} that was not opened here`)
  );
};

export const isPlaceLeft: RiskGate = ({ live }, { maxPositions }) => {
  const { length } = live.filter(({ state }) => state === 'pending' || state === 'open' || state === 'closing');
  return length < maxPositions
    ? undefined
    : refusal('tooManyPositions', `${length} positions are open, of at most ${maxPositions}`);
};

/** freqtrade's protections, in the order of the configuration. */
export const isNotLocked: RiskGate = ({ signal: { symbol, direction }, trades, atMs }, { protections }) => {
  for (const { name, lock } of protections) {
    const locked = lock({ symbol, direction, trades, atMs });
    if (locked) return refusal('protection', `${name}: ${locked.reason}`, locked.untilMs);
  }
  return undefined;
};
