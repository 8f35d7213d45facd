import { drawn } from './faultTarget.js';
import type { Behaviour, FaultRun } from './faultRun.js';
import type { FaultKind } from './faultSpec.js';
import type { FaultSurface, StreamEvent, SubscribeAttempt } from './faultSurface.js';
import { streamTraits } from './streamTraits.js';

/** Which streams a fault means; a lot is drawn among those that somebody listens to when it begins. */
function meantStreams<K extends FaultKind>(run: FaultRun<K>, surface: FaultSurface): (name: string) => boolean {
  const { lot } = run.fault.where;
  if (lot === undefined) return (name) => run.target.matchesStream(name);
  const [one] = drawn(
    surface.streams().filter((name) => run.target.matchesStream(name)),
    lot,
  );
  return (name) => name === one;
}

export const muteStream: Behaviour<'muteStream', FaultSurface> = (run, surface) => {
  const isMeant = meantStreams(run, surface);
  for (const stream of surface.streams().filter(isMeant)) run.hit({ stream });
  return surface.events.add(({ name }) => isMeant(name));
};

export const muteUntilResubscribe: Behaviour<'muteUntilResubscribe', FaultSurface> = (run, surface) => {
  const { connection: number, route, lot } = run.fault.where;
  const subscriptions = surface
    .connections()
    .filter(({ id }) => number === undefined || id === number)
    .filter((connection) => route === undefined || connection.route === route)
    .flatMap((connection) => [...connection.names].map((stream) => ({ connection, stream })))
    .filter(({ stream }) => run.target.matchesStream(stream));
  for (const { connection, stream } of drawn(subscriptions, lot)) {
    connection.loseStream(stream);
    run.hit({ connection: connection.id, stream });
  }
  return () => undefined;
};

/** Takes finals of the streams meant; `take` returns whether the final is kept from being published. */
const eachFinal =
  <K extends FaultKind>(
    take: (event: StreamEvent, run: FaultRun<K>, surface: FaultSurface) => boolean,
  ): Behaviour<K, FaultSurface> =>
  (run, surface) => {
    const isMeant = meantStreams(run, surface);
    return surface.events.add((event) => {
      if (event.closedMinuteMs === undefined || !isMeant(event.name)) return false;
      const isTaken = take(event, run, surface);
      run.hit({ stream: event.name });
      return isTaken;
    });
  };

export const lateFinal = eachFinal<'lateFinal'>(({ deliver }, { fault }, { later }) => {
  later(fault.parameters.delayMs, deliver);
  return true;
});

export const missingFinal = eachFinal<'missingFinal'>(() => true);

export const correctedFinal = eachFinal<'correctedFinal'>((event, { fault }, { later, correctMinute }) => {
  const { symbol } = streamTraits(event.name);
  const minuteMs = event.closedMinuteMs;
  if (symbol !== undefined && minuteMs !== undefined)
    later(fault.parameters.delayMs, () => correctMinute(symbol, minuteMs));
  return false;
});

const meansAttempt = ({ target }: FaultRun, { connection, names }: SubscribeAttempt): boolean =>
  target.matchesConnection({ id: connection.id, route: connection.route, names: new Set(names) });

export const subscribeRejected: Behaviour<'subscribeRejected', FaultSurface> = (run, { subscribes }) =>
  subscribes.add((attempt) => {
    if (!meansAttempt(run, attempt)) return undefined;
    run.hit({ connection: attempt.connection.id });
    return run.fault.parameters;
  });

export const subscribeIgnored: Behaviour<'subscribeIgnored', FaultSurface> = (run, { subscribes }) =>
  subscribes.add((attempt) => {
    if (!meansAttempt(run, attempt)) return undefined;
    run.hit({ connection: attempt.connection.id });
    return 'ignored';
  });
