import type { AccountEvent } from '../account/accountEvents.js';
import { jsonReply, type RestReply, type RestRequest } from '../rest/restMessages.js';
import type { Behaviour, FaultRun } from './faultRun.js';
import type { FaultKind, FaultParameters } from './faultSpec.js';
import type { FaultSurface } from './faultSurface.js';

type OfRequest = FaultParameters['orderTimeout']['request'];

const orderPaths = ['/fapi/v1/order', '/fapi/v1/algoOrder'];
const cancelPaths = [...orderPaths, '/fapi/v1/allOpenOrders', '/fapi/v1/algoOpenOrders'];

const asksTo = (of: OfRequest, { method, path }: RestRequest): boolean =>
  of === 'place' ? method === 'POST' && orderPaths.includes(path) : method === 'DELETE' && cancelPaths.includes(path);

const isMeant = ({ target, isOver }: FaultRun, of: OfRequest, request: RestRequest): boolean =>
  !isOver && asksTo(of, request) && target.matchesRequest(request.path, request.query);

/** Puts another reply in the place of a good one, after the request was carried out or instead of that. */
const hideOutcome =
  <K extends 'orderTimeout' | 'orderUnknown'>(reply: (run: FaultRun<K>) => RestReply): Behaviour<K, FaultSurface> =>
  (run, { requests, replies }) => {
    const { request: of, isTaken } = run.fault.parameters;
    const hidden = (): RestReply => {
      run.hit();
      return reply(run);
    };
    if (!isTaken) return requests.add((request) => (isMeant(run, of, request) ? hidden() : undefined));
    return replies.add((sent, request) => (sent.status === 200 && isMeant(run, of, request) ? hidden() : sent));
  };

export const orderTimeout = hideOutcome<'orderTimeout'>(() => ({
  ...jsonReply(200, ''),
  delayMs: Number.POSITIVE_INFINITY,
}));

const unknownBodies: Readonly<Record<FaultParameters['orderUnknown']['status'], object>> = {
  503: { code: -1000, msg: 'Unknown error, please check your request or try again later.' },
  408: {
    code: -1007,
    msg: 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  },
};

export const orderUnknown = hideOutcome<'orderUnknown'>(({ fault }) => {
  const { status } = fault.parameters;
  return jsonReply(status, JSON.stringify(unknownBodies[status]));
});

export const orderRejected: Behaviour<'orderRejected', FaultSurface> = (run, { requests }) =>
  requests.add((request) => {
    const { request: of, code, message } = run.fault.parameters;
    if (!isMeant(run, of, request)) return undefined;
    run.hit();
    return jsonReply(400, JSON.stringify({ code, msg: message }));
  });

export const orderReplyLate: Behaviour<'orderReplyLate', FaultSurface> = (run, { replies }) =>
  replies.add((reply, request) => {
    const { request: of, delayMs } = run.fault.parameters;
    if (!isMeant(run, of, request)) return reply;
    run.hit();
    return { ...reply, delayMs: (reply.delayMs ?? 0) + delayMs };
  });

/** Holds back what a request causes. What comes afterwards waits behind it, as the venue keeps events in order. */
export const orderEventsLate: Behaviour<'orderEventsLate', FaultSurface> = (run, surface) => {
  const { request: of, delayMs } = run.fault.parameters;
  const held: { readonly deliver: () => void; isDue: boolean }[] = [];
  let isCarriedOut = false;
  let caused = 0;
  let hasEnded = false;
  const release = (): void => {
    while (held[0]?.isDue) held.shift()?.deliver();
    if (hasEnded && held.length === 0) removeEvents();
  };
  const removeEvents = surface.userEvents.add(({ deliver }) => {
    if (!isCarriedOut && held.length === 0) return false;
    const waiting = { deliver, isDue: !isCarriedOut };
    held.push(waiting);
    if (!isCarriedOut) return true;
    caused += 1;
    surface.later(delayMs, () => {
      waiting.isDue = true;
      release();
    });
    return true;
  });
  const removeRequests = surface.requests.add((request) => {
    isCarriedOut = isMeant(run, of, request);
    caused = 0;
    return undefined;
  });
  const removeReplies = surface.replies.add((reply) => {
    isCarriedOut = false;
    if (caused > 0) run.hit();
    caused = 0;
    return reply;
  });
  return () => {
    hasEnded = true;
    removeRequests();
    removeReplies();
    release();
  };
};

/** What an event says of an order, if it does. */
function orderOf({ e, o }: AccountEvent): { readonly symbol: string; readonly isNew: boolean } | undefined {
  if (e !== 'ORDER_TRADE_UPDATE' && e !== 'ALGO_UPDATE') return undefined;
  const { s, x, X } = o as { readonly s: string; readonly x?: string; readonly X: string };
  return { symbol: s, isNew: (x ?? X) === 'NEW' };
}

const meansEvent = <K extends FaultKind>({ target, isOver }: FaultRun<K>, event: AccountEvent) => {
  const order = isOver ? undefined : orderOf(event);
  return order && target.matchesSymbol(order.symbol) ? order : undefined;
};

export const orderEventTwice: Behaviour<'orderEventTwice', FaultSurface> = (run, { userEvents }) =>
  userEvents.add(({ event, deliver }) => {
    if (!meansEvent(run, event)) return false;
    deliver();
    deliver();
    run.hit();
    return true;
  });

export const orderDisconnect: Behaviour<'orderDisconnect', FaultSurface> = (run, surface) =>
  surface.userEvents.add(({ event, deliver }) => {
    if (!meansEvent(run, event)?.isNew) return false;
    deliver();
    const listenKey = surface.listenKeys?.active;
    const listening = surface.connections().filter(({ names }) => listenKey !== undefined && names.has(listenKey));
    for (const connection of listening) connection.cut();
    run.hit();
    return true;
  });
