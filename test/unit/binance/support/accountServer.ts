import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, startRestServer, type Handler, type RestServer } from './restServer.js';
import { startStreamServer, type StreamServer, type Upgrade } from './streamServer.js';

/** Both must never be seen anywhere but in what is sent. */
export const canary = { apiKey: 'canaryApiKey0123456789', secretKey: 'canarySecretKey0123456789' } as const;

export const credentials = {
  apiKey: { reveal: () => canary.apiKey },
  secretKey: { reveal: () => canary.secretKey },
};

export interface AccountServer {
  readonly rest: RestServer;
  readonly streams: StreamServer;
  /** How far the exchange's clock is ahead of ours. */
  clockAheadMs: number;
  /** Answers of the exchange by path, instead of the right ones. */
  readonly overrides: Map<string, Handler>;
  /** Of the listen key that is valid now; each that was ended leaves room for the next. */
  readonly listenKey: () => string;
  /** The key is no longer valid; who listens is not told. */
  readonly forgetListenKey: () => void;
  readonly close: () => Promise<void>;
}

const order = {
  orderId: 7,
  symbol: 'BTCUSDT',
  status: 'NEW',
  clientOrderId: 'one',
  price: '100',
  origQty: '2',
  type: 'LIMIT',
  side: 'BUY',
  updateTime: 1,
};
const signedBodies: Readonly<Record<string, unknown>> = {
  '/fapi/v3/account': {
    assets: [{ asset: 'USDT', walletBalance: '500', crossWalletBalance: '500', updateTime: 1 }],
  },
  '/fapi/v3/positionRisk': [{ symbol: 'BTCUSDT', positionSide: 'BOTH', positionAmt: '3', updateTime: 1 }],
  '/fapi/v1/openOrders': [order],
  '/fapi/v1/openAlgoOrders': [],
};

/** An exchange's REST and stream ports on loopback for one account, strict about keys, signatures and time. */
export async function startAccountServer(upgrade?: Upgrade): Promise<AccountServer> {
  const streams = await startStreamServer(upgrade);
  const rest = await startRestServer((request, response) => answer(request, response));
  let keyCount = 1;
  let isKeyValid = false;
  const listenKey = (): string => `canaryListenKey${keyCount}`;
  const server: AccountServer = {
    rest,
    streams,
    clockAheadMs: 0,
    overrides: new Map(),
    listenKey,
    forgetListenKey: () => {
      keyCount += 1;
      isKeyValid = false;
    },
    close: async () => {
      await Promise.all([rest.close(), streams.close()]);
    },
  };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const handler = server.overrides.get(path) ?? right(request, path, query);
    handler(request, response);
  }

  function right({ method, headers }: IncomingMessage, path: string, query: string): Handler {
    const nowMs = Date.now() + server.clockAheadMs;
    if (path === '/fapi/v1/time') return json({ serverTime: nowMs });
    if (headers['x-mbx-apikey'] !== canary.apiKey) return json({ code: -2014, msg: 'API-key format invalid.' }, 401);
    if (path === '/fapi/v1/listenKey') return onListenKey(method ?? '');
    const [payload = '', signature] = query.split('&signature=');
    const expected = createHmac('sha256', canary.secretKey).update(payload).digest('hex');
    if (signature !== expected) return json({ code: -1022, msg: 'Signature for this request is not valid.' }, 400);
    const timestampMs = Number(new URLSearchParams(payload).get('timestamp'));
    if (timestampMs >= nowMs + 1_000 || nowMs - timestampMs > 5_000) {
      return json({ code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' }, 400);
    }
    return path in signedBodies ? json(signedBodies[path]) : json({ code: -5000, msg: 'no such path' }, 404);
  }

  function onListenKey(method: string): Handler {
    if (method === 'POST') {
      isKeyValid = true;
      return json({ listenKey: listenKey() });
    }
    if (!isKeyValid) return json({ code: -1125, msg: 'This listenKey does not exist.' }, 400);
    if (method === 'PUT') return json({ listenKey: listenKey() });
    server.forgetListenKey();
    return json({});
  }

  return server;
}
