import type { FaultKind, FaultParameters, FaultSpec } from './faultSpec.js';
import { rulesOf } from './faultKinds.js';

/** How a share in [0, 1) becomes a parameter. */
type Choices = { readonly [K in FaultKind]?: (share: () => number) => Partial<FaultParameters[K]> };

const one = <T>(share: () => number, options: readonly [T, ...T[]]): T =>
  options[Math.floor(share() * options.length)] ?? options[0];
const between = (share: () => number, from: number, to: number): number => Math.round(from + share() * (to - from));

const outcome = (share: () => number): FaultParameters['orderTimeout'] => ({
  request: one(share, ['place', 'cancel']),
  isTaken: share() < 0.5,
});

const largestOffsetMs = 30_000;
const mostHits = 3;
const shortestForMs = 200;

const choices: Choices = {
  handshakeStatus: (share) => ({ status: one(share, [403, 429, 500, 502, 503, 504]) }),
  close: (share) => ({ code: one(share, [1_000, 1_001, 1_006, 1_008, 1_011, 1_012]) }),
  dayCut: () => ({ lifetimeMs: 0 }),
  slow: (share) => ({ delayMs: between(share, 20, 1_000) }),
  lateFinal: (share) => ({ delayMs: between(share, 100, share() < 0.1 ? 25_000 : 3_000) }),
  correctedFinal: (share) => ({ delayMs: between(share, 0, 2_000) }),
  reorder: (share) => ({ within: one(share, ['connection', 'stream']) }),
  restSlow: (share) => ({ delayMs: between(share, 100, 3_000) }),
  rest429: (share) => ({ retryAfter: share() < 0.5 }),
  rest418: (share) => ({ banMs: between(share, 500, 2_000) }),
  rest5xx: (share) => ({ status: one(share, [500, 502, 503, 504]) }),
  restHtml: (share) => ({ status: one(share, [200, 503]) }),
  clockOff: (share) => ({ offsetMs: between(share, -largestOffsetMs, largestOffsetMs) }),
  listenKeyExpired: (share) => ({ eventTime: one(share, ['number', 'string']) }),
  orderTimeout: (share) => outcome(share),
  orderUnknown: (share) => ({ ...outcome(share), status: one(share, [503, 408]) }),
  orderRejected: (share) => ({ request: one(share, ['place', 'cancel']) }),
  orderReplyLate: (share) => ({ request: one(share, ['place', 'cancel']), delayMs: between(share, 20, 1_000) }),
  orderEventsLate: (share) => ({ request: one(share, ['place', 'cancel']), delayMs: between(share, 20, 1_000) }),
};

/**
 * Makes a fault of a kind, with drawn parameters and a target that is drawn when it begins. Clock steps lead to a drawn
 * offset, not by one: the clock does not walk away.
 */
export function chaosRecipes(share: () => number, maxForMs: number): (kind: FaultKind) => FaultSpec {
  let steppedMs = 0;
  const step = (): { readonly offsetMs: number } => {
    const beforeMs = steppedMs;
    steppedMs = between(share, -largestOffsetMs, largestOffsetMs);
    return { offsetMs: steppedMs - beforeMs };
  };
  // Short faults are as frequent as long ones: most things that break break for a moment.
  const lasting = (): number =>
    Math.round(shortestForMs * (Math.max(maxForMs, shortestForMs) / shortestForMs) ** share());
  return (kind) => {
    const rules = rulesOf(kind);
    const parameters = kind === 'clockStep' ? step() : choices[kind]?.(share);
    return {
      kind,
      ...parameters,
      ...(rules.course !== 'instant' && { forMs: lasting() }),
      ...(rules.course === 'hits' && { count: between(share, 1, mostHits) }),
      ...(rules.where.includes('lot') && { where: { lot: share() } }),
    } as FaultSpec;
  };
}
