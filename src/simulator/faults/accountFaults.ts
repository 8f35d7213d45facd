import { jsonReply, type RestReply, type RestRequest } from '../rest/restMessages.js';
import type { Behaviour } from './faultRun.js';
import type { FaultSurface } from './faultSurface.js';

const listenKeyPath = '/fapi/v1/listenKey';

const asks = (request: RestRequest, method: string): boolean =>
  request.path === listenKeyPath && request.method === method;

export const listenKeyExpired: Behaviour<'listenKeyExpired', FaultSurface> = (run, { listenKeys }) => {
  if (listenKeys?.expire(run.fault.parameters.eventTime)) run.hit();
  return () => undefined;
};

/** Forgets the key before the request is carried out, which then finds none. */
export const listenKeyUnknown: Behaviour<'listenKeyUnknown', FaultSurface> = (run, { requests, listenKeys }) =>
  requests.add((request) => {
    if (!run.isOver && asks(request, 'PUT')) {
      listenKeys?.forget();
      run.hit();
    }
    return undefined;
  });

export const listenKeySilent: Behaviour<'listenKeySilent', FaultSurface> = (run, { replies, listenKeys }) =>
  replies.add((reply, request): RestReply => {
    if (run.isOver || !listenKeys || !asks(request, 'POST') || reply.status !== 200) return reply;
    run.hit();
    return jsonReply(200, JSON.stringify({ listenKey: listenKeys.bogus() }), reply.headers);
  });
