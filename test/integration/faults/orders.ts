import { expect } from 'vitest';
import type { FaultKind, FaultSpec } from '../../../src/simulator/index.js';
import { HostileAccount } from '../../support/hostileAccount.js';
import { orderClient, type OrderAnswer } from '../../unit/simulator/support/orderClient.js';
import { casesOf } from './faultCase.js';

type OrderKind = Extract<FaultKind, `order${string}`>;
type Send = ReturnType<typeof orderClient>;

interface OrderScenario {
  readonly title: string;
  readonly fault: FaultSpec & { readonly kind: OrderKind };
  readonly play: (run: HostileAccount, send: Send) => Promise<void>;
}

const path = '/fapi/v1/order';
/** Rests: the market is a few cents above it. */
const order = {
  ...{ symbol: 'AAAUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 6, price: '0.95' },
  newClientOrderId: 'mine',
};
const mine = { symbol: 'AAAUSDT', origClientOrderId: 'mine' };

/** Every fault hits once; afterwards the account is known as it is, and orders go through. */
async function playOrder({ fault, play }: OrderScenario): Promise<void> {
  const run = await HostileAccount.start();
  try {
    const send = orderClient(run.simulator, { apiKey: 'key', apiSecret: 'secret' });
    await run.until(() => run.count('reconciled') === 1);
    run.simulator.inject(fault);
    await play(run, send);
    expect(run.simulator.faults()).toMatchObject([{ kind: fault.kind, hits: 1 }]);
    const { status, body } = await send('POST', path, { ...order, newClientOrderId: 'next' });
    expect([status, body['clientOrderId']]).toEqual([200, 'next']);
    await run.until(() => run.held.orders.includes(String(body['orderId'])));
    expect(run.held).toEqual(run.truth);
  } finally {
    await run.stop();
  }
}

const isKnown = (run: HostileAccount): boolean => run.held.orders.length === 1;
const code = ({ status, body }: OrderAnswer) => [status, body.code];

/** Gives up as soon as the order was heard of, or, when it never is, as soon as the fault has hit. */
async function placeUnanswered(run: HostileAccount, send: Send, isTaken: boolean): Promise<void> {
  const giveUp = new AbortController();
  const answer = send('POST', path, order, giveUp.signal);
  const refused = expect(answer).rejects.toThrow(/abort/);
  if (isTaken) await run.until(() => isKnown(run));
  else await untilHit(run);
  giveUp.abort();
  await refused;
}

/** Asks the exchange until the fault has hit. */
async function untilHit({ simulator }: HostileAccount): Promise<void> {
  while (simulator.faults()[0]?.hits !== 1) await fetch(`${simulator.url}/simulator/clock`);
}

const outcomes = (fault: OrderScenario['fault'], answer: readonly [number, number] | undefined): OrderScenario[] =>
  [true, false].map((isTaken) => ({
    title: isTaken ? 'hides an order that was taken: its event tells, and a query' : 'hides that there is no order',
    fault: { ...fault, isTaken } as OrderScenario['fault'],
    play: async (run, send) => {
      if (answer) expect(code(await send('POST', path, order))).toEqual(answer);
      else await placeUnanswered(run, send, isTaken);
      const queried = await send('GET', path, mine);
      expect(isTaken ? queried.body['status'] : queried.body.code).toBe(isTaken ? 'NEW' : -2013);
      if (isTaken) await run.until(() => isKnown(run));
      expect(run.held).toEqual(run.truth);
    },
  }));

const hidesCancellation: OrderScenario = {
  title: 'hides that an order was cancelled',
  fault: { kind: 'orderUnknown', request: 'cancel' },
  play: async (run, send) => {
    await send('POST', path, order);
    await run.until(() => isKnown(run));
    expect(code(await send('DELETE', path, mine))).toEqual([503, -1000]);
    await run.until(() => !isKnown(run));
    expect((await send('GET', path, mine)).body['status']).toBe('CANCELED');
  },
};

/** Faults of orders, which the test sends by itself, while the real adapter follows the account. */
export const orderFaults = casesOf<OrderKind, OrderScenario>(
  {
    orderTimeout: outcomes({ kind: 'orderTimeout' }, undefined),
    orderUnknown: [
      ...outcomes({ kind: 'orderUnknown', status: 503 }, [503, -1000]),
      ...outcomes({ kind: 'orderUnknown', status: 408 }, [408, -1007]),
      hidesCancellation,
    ],
    orderRejected: [
      {
        title: 'leaves nothing behind',
        fault: { kind: 'orderRejected', code: -2010 },
        play: async (run, send) => {
          expect(code(await send('POST', path, order))).toEqual([400, -2010]);
          expect((await send('GET', path, mine)).body.code).toBe(-2013);
          expect(run.account.truth().orders).toEqual([]);
        },
      },
    ],
    orderReplyLate: [
      {
        title: 'comes behind the event of the order',
        fault: { kind: 'orderReplyLate', delayMs: 1_500 },
        play: async (run, send) => {
          let isAnswered = false;
          const answer = send('POST', path, order).finally(() => (isAnswered = true));
          await run.until(() => isKnown(run));
          expect(isAnswered).toBe(false);
          expect((await answer).status).toBe(200);
        },
      },
    ],
    orderEventsLate: [
      {
        title: 'come behind the answer, and later ones behind them',
        fault: { kind: 'orderEventsLate', delayMs: 1_500 },
        play: async (run, send) => {
          expect((await send('POST', path, order)).status).toBe(200);
          run.account.deposit({ amount: 5 });
          expect(run.count('event')).toBe(0);
          await run.until(() => run.count('event') === 2);
          expect(isKnown(run)).toBe(true);
          expect(run.held).toEqual(run.truth);
        },
      },
    ],
    orderEventTwice: [
      {
        title: 'is told once',
        fault: { kind: 'orderEventTwice' },
        play: async (run, send) => {
          await send('POST', path, order);
          await run.until(() => isKnown(run));
          run.account.deposit({ amount: 5 });
          await run.until(() => run.held.usdt === 10_005);
          expect(run.count('event')).toBe(2);
          expect(run.held).toEqual(run.truth);
        },
      },
    ],
    orderDisconnect: [
      {
        title: 'leaves the fill unheard, which the reading after the reconnection finds',
        fault: { kind: 'orderDisconnect' },
        play: async (run, send) => {
          const { body } = await send('POST', path, order);
          run.account.orders.fill(Number(body['orderId']), { price: 0.95 });
          await run.until(() => run.count('reconciled') === 2);
          expect(run.held).toEqual(run.truth);
          expect(run.held).toMatchObject({ baseQty: 6, orders: [] });
          expect(run.losses.map(({ error }) => error.code)).toEqual(['FEED_CLOSED']);
        },
      },
    ],
  },
  playOrder,
);
