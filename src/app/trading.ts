import {
  concatMap,
  connect,
  defer,
  filter,
  from,
  ignoreElements,
  map,
  merge,
  mergeMap,
  share,
  Subject,
  tap,
  type Observable,
} from 'rxjs';
import type { OrderEvent } from '../domain/order.js';
import type { OrderCommand } from '../domain/position.js';
import type { OrderGateway } from '../ports/orderGateway.js';
import { orderFlow, type OrderFlowDeps, type OrderOutcome } from '../streams/orderFlow.js';
import { positionLoop, type PositionLoopDeps, type PositionUpdate } from '../streams/positionLoop.js';

export interface TradingDeps
  extends
    Omit<PositionLoopDeps, 'outcomes$'>,
    Pick<OrderFlowDeps, 'answerWithinMs' | 'settleMs' | 'backoff' | 'random' | 'transport'> {
  readonly gateway: OrderGateway;
  /**
   * Asked before the commands of a step are carried out; resolves with whether the step will be known after a restart.
   * What is not kept opens nothing; exits go out all the same. Absent: steps are carried out at once.
   */
  readonly keep?: (update: PositionUpdate) => Promise<boolean>;
}

/**
 * The loop closed: positions give commands, the gateway carries them out, and what comes of them is told to the positions.
 * Trades as long as it is subscribed to, once for each subscription; unsubscribing leaves orders and positions as they are.
 */
export const trading = (deps: TradingDeps): Observable<PositionUpdate> =>
  defer(() => {
    const { gateway, keep, market } = deps;
    const outcomes$ = new Subject<OrderOutcome>();
    const told$ = gateway.events$.pipe(map((event): OrderOutcome => ({ kind: 'order', event })));
    return positionLoop({ ...deps, outcomes$: merge(outcomes$, told$) }).pipe(
      connect((updates$) => {
        const steps$ = updates$.pipe(filter(({ commands }) => commands.length > 0));
        const allowed$ = keep
          ? steps$.pipe(
              // Asked for at once, waited for in order.
              map((step) => ({ step, kept: keep(step) })),
              concatMap(({ step, kept }) => from(kept).pipe(map((isKept) => ({ step, isKept })))),
            )
          : steps$.pipe(map((step) => ({ step, isKept: true })));
        const work$ = allowed$.pipe(
          mergeMap(({ step: { commands }, isKept }) =>
            commands.map((command) => ({ command, isSent: isKept || !isEntry(command) })),
          ),
          share(),
        );
        const commands$ = work$.pipe(
          filter(({ isSent }) => isSent),
          map(({ command }) => command),
        );
        const refused$ = work$.pipe(
          mergeMap(({ command, isSent }) => (!isSent && isEntry(command) ? [notSent(command, market.now())] : [])),
        );
        const flow$ = orderFlow({ ...deps, commands$ });
        // Told first, carried out second: what is seen from outside comes in its order.
        return merge(
          updates$,
          merge(flow$, refused$).pipe(
            tap((outcome) => outcomes$.next(outcome)),
            ignoreElements(),
          ),
        );
      }),
    );
  });

type PlaceCommand = Extract<OrderCommand, { kind: 'place' }>;

const isEntry = (command: OrderCommand): command is PlaceCommand =>
  command.kind === 'place' && !command.order.isReduceOnly;

const notSent = ({ order: { clientOrderId, symbol } }: PlaceCommand, exchangeTimeMs: number): OrderOutcome => {
  const message = 'not sent, since it could not be kept for the case of a restart';
  const event: OrderEvent = { kind: 'rejected', clientOrderId, symbol, exchangeTimeMs, reason: 'stopped', message };
  return { kind: 'order', event };
};
