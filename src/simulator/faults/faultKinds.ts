import type { FaultKind, FaultParameters, FaultWhere } from './faultSpec.js';
import { duration, flag, integer, oneOf, text, type ParameterRule } from './parameterRules.js';

/** How a fault goes on: done as it begins, a state that lasts, or in wait for things to hit. */
type FaultCourse = 'instant' | 'state' | 'hits';

interface KindRules<P = object> {
  readonly course: FaultCourse;
  /** The fields of `where` that mean something here. */
  readonly where: readonly (keyof FaultWhere)[];
  readonly parameters: { readonly [N in keyof P]: ParameterRule<P[N]> };
  /** Whether it befalls connections, so that `alsoNew` means something. */
  readonly befallsConnections: boolean;
  /** Whether it can only happen on an exchange with an account. */
  readonly needsAccount: boolean;
  /** Whether it means nothing unless orders are placed; such kinds are not drawn at random by default. */
  readonly needsOrders: boolean;
}

type Course<P> = Omit<KindRules<P>, 'befallsConnections' | 'needsAccount' | 'needsOrders' | 'where'>;

const none = {};
const streamFields = ['feed', 'stream', 'symbol', 'interval', 'lot'] as const;
const connectionFields = [...streamFields, 'route', 'connection'] as const;

const kind = <P>(course: Course<P>, where: KindRules['where']): KindRules<P> => ({
  ...course,
  where,
  befallsConnections: false,
  needsAccount: false,
  needsOrders: false,
});
const ofSocket = <P>(course: 'instant' | 'state', parameters: KindRules<P>['parameters']): KindRules<P> => ({
  ...kind<P>({ course, parameters }, connectionFields),
  befallsConnections: true,
});
const ofHandshake = <P>(parameters: KindRules<P>['parameters']): KindRules<P> =>
  kind<P>({ course: 'hits', parameters }, ['route', 'path']);
const ofFinal = <P>(parameters: KindRules<P>['parameters']): KindRules<P> =>
  kind<P>({ course: 'hits', parameters }, streamFields);
const ofFrame = <P>(parameters: KindRules<P>['parameters']): KindRules<P> =>
  kind<P>({ course: 'hits', parameters }, connectionFields);
const ofSubscribe = <P>(parameters: KindRules<P>['parameters']): KindRules<P> =>
  kind<P>({ course: 'hits', parameters }, ['route', 'connection', 'feed', 'stream', 'symbol', 'interval']);
const ofRequest = <P>(parameters: KindRules<P>['parameters']): KindRules<P> =>
  kind<P>({ course: 'hits', parameters }, ['path', 'symbol', 'interval']);
const ofExchange = <P>(course: FaultCourse, parameters: KindRules<P>['parameters']): KindRules<P> =>
  kind<P>({ course, parameters }, []);
const ofAccount = <P>(course: FaultCourse, parameters: KindRules<P>['parameters']): KindRules<P> => ({
  ...ofExchange<P>(course, parameters),
  needsAccount: true,
});

const ofOrder = <P>(parameters: KindRules<P>['parameters'], where: KindRules['where']): KindRules<P> => ({
  ...kind<P>({ course: 'hits', parameters }, where),
  needsAccount: true,
  needsOrders: true,
});
const requestFields = ['path', 'symbol'] as const;
const request = oneOf<'place' | 'cancel'>('place', 'cancel');

const closeCodes = [1_000, 1_006, 1_008, 1_011, 1_012];
const dayMs = 86_400_000;
const clockOffset = integer(30_000, -dayMs, dayMs, 'milliseconds');

/** Every kind there is, with what may be said about it. */
const faultKinds: { readonly [K in FaultKind]: KindRules<FaultParameters[K]> } = {
  connectionRefused: ofExchange('state', none),
  handshakeStatus: ofHandshake({ status: integer(503, 400, 599, 'an HTTP status') }),
  handshakeHang: ofHandshake(none),

  drop: ofSocket('instant', none),
  close: ofSocket('instant', { code: oneOf(1_001, ...closeCodes) }),
  tooManyMessages: ofSocket('instant', none),
  dayCut: ofSocket('instant', { lifetimeMs: duration(dayMs) }),
  halfOpen: ofSocket('state', none),
  mute: ofSocket('state', none),
  slow: ofSocket('state', { delayMs: duration(500) }),
  burst: ofSocket('state', none),
  pingsUnanswered: ofSocket('state', none),

  muteStream: kind({ course: 'state', parameters: none }, streamFields),
  muteUntilResubscribe: kind({ course: 'instant', parameters: none }, connectionFields),
  subscribeRejected: ofSubscribe({
    code: integer(2, 0, 9_999),
    message: text('Invalid request: invalid stream'),
  }),
  subscribeIgnored: ofSubscribe(none),

  lateFinal: ofFinal({ delayMs: duration(3_000, 25_000) }),
  missingFinal: ofFinal(none),
  correctedFinal: ofFinal({ delayMs: duration(1_000) }),

  duplicate: ofFrame(none),
  reorder: ofFrame({ within: oneOf<'connection' | 'stream'>('connection', 'stream') }),
  garbage: ofFrame(none),
  truncated: ofFrame(none),
  oversized: ofFrame(none),
  binary: ofFrame(none),
  wrongSymbol: ofFrame(none),
  wrongInterval: ofFrame(none),

  restSlow: ofRequest({ delayMs: duration(2_000) }),
  restHang: ofRequest(none),
  rest429: ofRequest({ retryAfter: flag(true), retryAfterMs: duration(1_000) }),
  rest418: ofRequest({ banMs: duration(10_000) }),
  rest5xx: ofRequest({ status: integer(502, 500, 599, 'an HTTP status') }),
  restHtml: ofRequest({ status: integer(200, 200, 599, 'an HTTP status') }),
  restEmpty: ofRequest(none),
  restTruncated: ofRequest(none),
  restWrongRows: ofRequest(none),
  restRowsOutOfOrder: ofRequest(none),
  restHole: ofRequest(none),

  clockOff: ofExchange('state', { offsetMs: clockOffset }),
  clockStep: ofExchange('instant', { offsetMs: clockOffset }),

  listenKeyExpired: ofAccount('instant', { eventTime: oneOf<'number' | 'string'>('number', 'string') }),
  listenKeyUnknown: ofAccount('hits', none),
  listenKeySilent: ofAccount('hits', none),

  orderTimeout: ofOrder({ request, isTaken: flag(true) }, requestFields),
  orderUnknown: ofOrder({ request, isTaken: flag(true), status: oneOf<503 | 408>(503, 408) }, requestFields),
  orderRejected: ofOrder(
    {
      request,
      code: integer(-2_010, -9_999, -1_000, "one of the venue's codes"),
      message: text('Order was rejected.'),
    },
    requestFields,
  ),
  orderReplyLate: ofOrder({ request, delayMs: duration(500) }, requestFields),
  orderEventsLate: ofOrder({ request, delayMs: duration(500) }, requestFields),
  orderEventTwice: ofOrder(none, ['symbol']),
  orderDisconnect: ofOrder(none, ['symbol']),
};

/** Rules whose parameters are gone through by name. */
interface AnyKindRules extends Omit<KindRules, 'parameters'> {
  readonly parameters: Readonly<Record<string, ParameterRule<unknown>>>;
}

export const rulesOf = (kind: FaultKind): AnyKindRules => faultKinds[kind] as AnyKindRules;

export const isFaultKind = (word: string): word is FaultKind => Object.hasOwn(faultKinds, word);

export const faultKindNames = Object.keys(faultKinds).filter(isFaultKind);

/** Those that mean something whether or not orders are placed. */
export const chaosKindNames = faultKindNames.filter((name) => !faultKinds[name].needsOrders);
