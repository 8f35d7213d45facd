import { connect, defer, ignoreElements, map, merge, mergeMap, Subject, tap, type Observable } from 'rxjs';
import type { OrderGateway } from '../ports/orderGateway.js';
import { orderFlow, type OrderFlowDeps, type OrderOutcome } from '../streams/orderFlow.js';
import { positionLoop, type PositionLoopDeps, type PositionUpdate } from '../streams/positionLoop.js';

export interface TradingDeps
  extends
    Omit<PositionLoopDeps, 'outcomes$'>,
    Pick<OrderFlowDeps, 'answerWithinMs' | 'settleMs' | 'backoff' | 'random' | 'transport'> {
  readonly gateway: OrderGateway;
}

/**
 * The loop closed: positions give commands, the gateway carries them out, and what comes of them is told to the positions.
 * Trades as long as it is subscribed to, once for each subscription; unsubscribing leaves orders and positions as they are.
 */
export const trading = (deps: TradingDeps): Observable<PositionUpdate> =>
  defer(() => {
    const { gateway } = deps;
    const outcomes$ = new Subject<OrderOutcome>();
    const told$ = gateway.events$.pipe(map((event): OrderOutcome => ({ kind: 'order', event })));
    return positionLoop({ ...deps, outcomes$: merge(outcomes$, told$) }).pipe(
      connect((updates$) => {
        const flow$ = orderFlow({ ...deps, commands$: updates$.pipe(mergeMap(({ commands }) => commands)) });
        // Told first, carried out second: what is seen from outside comes in its order.
        return merge(
          updates$,
          flow$.pipe(
            tap((outcome) => outcomes$.next(outcome)),
            ignoreElements(),
          ),
        );
      }),
    );
  });
