import { concatMap, defer, merge, Observable, Subscription, take, throwError, timer } from 'rxjs';
import type { ConnectionGovernor } from '../../src/adapters/binance/connectionGovernor.js';
import { binanceDefaults } from '../../src/adapters/binance/options.js';
import { subscriptionFrames } from '../../src/adapters/binance/subscriptions.js';
import { ExchangeUnreachableError, FeedClosedError } from '../../src/domain/errors.js';
import type { Topic } from '../../src/domain/feed.js';
import type { FeedSource, SocketEvent } from '../../src/ports/marketData.js';
import { errorJson, readControlMessage, resultJson } from '../../src/simulator/streams/controlMessage.js';
import type { StreamHub, Subscriber } from '../../src/simulator/streams/streamHub.js';
import type { Faults } from './faults.js';
import type { MarketTime } from './marketTime.js';

export interface VirtualSocketOptions {
  readonly time: MarketTime;
  readonly hub: StreamHub;
  /** Drives the exchange while somebody is connected. */
  readonly pulse$: Observable<unknown>;
  readonly faults: Faults;
  readonly isReachable: () => boolean;
  readonly governor: ConnectionGovernor;
  /** Told of every connection that opens (+1) and ends (-1). */
  readonly onConnections: (change: 1 | -1) => void;
}

const handshakeMs = 60;

/**
 * Connections to the simulator's streams without sockets: the adapter's connection governor and control frames on one
 * side, the venue's frames on the other.
 */
export function virtualSocket(options: VirtualSocketOptions): FeedSource<never>['connect'] {
  const { time, governor, isReachable } = options;
  return (topics$) =>
    governor.admit((settled) =>
      timer(handshakeMs, time).pipe(
        concatMap(() => {
          settled();
          return isReachable() ? merge(exchange(options, topics$), brokenBy(options)) : throwError(() => noNetwork());
        }),
      ),
    );
}

const noNetwork = (): ExchangeUnreachableError =>
  new ExchangeUnreachableError('no handshake', { url: 'stream', reason: 'no network' });

/** Fails when the next outage begins. */
const brokenBy = ({ time, faults }: VirtualSocketOptions): Observable<never> =>
  defer(() => {
    const nowMs = time.now();
    const nextMs = Math.min(...faults.outages.map(({ fromMs }) => fromMs).filter((fromMs) => fromMs > nowMs));
    const broken = (): FeedClosedError => new FeedClosedError('connection lost', { feed: 'virtual', closeCode: 1_006 });
    return timer(nextMs - nowMs, time).pipe(
      take(1),
      concatMap(() => throwError(() => broken())),
    );
  });

function exchange(
  { time, hub, pulse$, faults, onConnections }: VirtualSocketOptions,
  topics$: Observable<ReadonlySet<Topic>>,
): Observable<SocketEvent> {
  return new Observable((client) => {
    const names = new Set<string>();
    const life = new Subscription();
    const subscriber: Subscriber = {
      route: 'market',
      isCombined: true,
      send: (frame) => {
        for (const delayMs of faults.arrivalsMs(frame)) {
          if (delayMs === 0) client.next(frame);
          else life.add(timer(delayMs, time).subscribe(() => client.next(frame)));
        }
      },
      cork: () => undefined,
      uncork: () => undefined,
    };
    hub.join(subscriber);
    onConnections(1);
    life.add(() => {
      hub.leave(subscriber, names);
      onConnections(-1);
    });
    client.next({ kind: 'socketOpened' });
    const frames$ = subscriptionFrames(topics$, { ...binanceDefaults, scheduler: time });
    life.add(frames$.subscribe((frame) => client.next(obey(frame, hub, subscriber, names))));
    life.add(pulse$.subscribe());
    return life;
  });
}

/** What the venue does and answers to a control frame. */
function obey(frame: string, hub: StreamHub, subscriber: Subscriber, names: Set<string>): string {
  const message = readControlMessage(frame);
  if (message.kind === 'subscribe') {
    for (const name of message.names) hub.subscribe(subscriber, name);
    for (const name of message.names) names.add(name);
  } else if (message.kind === 'unsubscribe') {
    for (const name of message.names) hub.unsubscribe(subscriber, name);
    for (const name of message.names) names.delete(name);
  } else return errorJson(message.id, 2, 'not used here');
  return resultJson(message.id, null);
}
