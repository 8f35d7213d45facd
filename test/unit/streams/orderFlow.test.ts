import { delay, mergeMap, of, Subject, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { openPosition } from '../../../src/core/positions/reducePosition.js';
import { Decimal } from '../../../src/domain/decimal.js';
import { ExchangeUnreachableError } from '../../../src/domain/errors.js';
import { orderRef, type OrderEvent, type OrderReport } from '../../../src/domain/order.js';
import type { OrderCommand } from '../../../src/domain/position.js';
import { orderFlow, type OrderFlowDeps, type OrderOutcome } from '../../../src/streams/orderFlow.js';
import { epochScheduler } from '../../operators/virtualTime.js';
import { intent } from '../../support/trading/positions.js';

const entry = openPosition(intent(), 0).position.orders[0]!.request;
const facts = { clientOrderId: entry.clientOrderId, symbol: entry.symbol };
const working: OrderReport = {
  kind: 'found',
  order: { ...facts, status: 'working', filledBaseQty: Decimal.zero, fills: [] },
};
const unknown: OrderEvent = { ...facts, kind: 'unknown', exchangeTimeMs: 0, message: 'no answer' };

/** The flow as the daemon runs it, at the pace of a feed, with the longest of random pauses. */
function flow(gateway: (nowMs: () => number) => OrderFlowDeps['gateway'], untilMs: number) {
  const scheduler = epochScheduler(0);
  scheduler.maxFrames = untilMs;
  const commands$ = new Subject<OrderCommand>();
  const outcomes: (readonly [number, OrderOutcome])[] = [];
  const outcomes$ = orderFlow({
    commands$,
    gateway: gateway(() => scheduler.now()),
    answerWithinMs: 3_000,
    settleMs: 6_000,
    backoff: { baseMs: 500, capMs: 30_000, resetAfterMs: 60_000 },
    random: () => 1,
    transport: scheduler,
  });
  return { scheduler, commands$, outcomes, outcomes$ };
}

describe('the flow of orders', () => {
  it('asks again within seconds after a long time without an answer: a stop may be waiting for it', () => {
    const { scheduler, commands$, outcomes, outcomes$ } = flow(
      (nowMs) => ({
        submit: () => of(unknown),
        cancel: () => of(unknown),
        query: () =>
          nowMs() < 62_000
            ? throwError(() => new ExchangeUnreachableError('no way', { url: 'test', reason: 'no way' }))
            : of(working),
      }),
      120_000,
    );
    outcomes$.subscribe((outcome) => outcomes.push([scheduler.now(), outcome]));
    commands$.next({ kind: 'place', order: entry });
    scheduler.flush();
    const [answeredAtMs, answer] = outcomes.at(-1)!;
    expect(answer).toMatchObject({ kind: 'reconciled', order: { status: 'working' } });
    expect(answeredAtMs).toBeGreaterThanOrEqual(62_000);
    expect(answeredAtMs).toBeLessThanOrEqual(64_000);
  });

  it('is not driven round and round by a cancel that the exchange never carries out', () => {
    let requests = 0;
    const { scheduler, commands$, outcomes$ } = flow(
      () => ({
        submit: () => of(unknown),
        cancel: () => timer(20, scheduler).pipe(mergeMap(() => ((requests += 1), of(unknown)))),
        query: () => timer(20, scheduler).pipe(mergeMap(() => ((requests += 1), of(working)))),
      }),
      60_000,
    );
    const cancel: OrderCommand = { kind: 'cancel', ...orderRef(entry) };
    // As positions do: what is still there and should not be is cancelled again.
    outcomes$.pipe(delay(0, scheduler)).subscribe(({ kind }) => kind === 'reconciled' && commands$.next(cancel));
    commands$.next(cancel);
    scheduler.flush();
    expect(requests).toBeGreaterThan(100);
    expect(requests).toBeLessThanOrEqual(2 * (60_000 / 500) + 2);
  });
});
