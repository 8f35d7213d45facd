import { drawn } from './faultTarget.js';
import type { Behaviour, FaultRun } from './faultRun.js';
import type { FaultKind } from './faultSpec.js';
import type { FaultSurface, FaultyConnection } from './faultSurface.js';

const abnormalClosure = 1_006;
const policyViolation = 1_008;

/** Befalls connections; returns what undoes it, for kinds that last. */
type Strike<K extends FaultKind> = (
  connection: FaultyConnection,
  run: FaultRun<K>,
  surface: FaultSurface,
) => (() => void) | undefined;

/** Strikes every connection meant, with `alsoNew` those to come as well, and undoes it at the end. */
const eachConnection =
  <K extends FaultKind>(strike: Strike<K>): Behaviour<K, FaultSurface> =>
  (run, surface) => {
    const undone: (() => void)[] = [];
    const { alsoNew, where } = run.fault;
    const hit = (connection: FaultyConnection): void => {
      run.hit({ connection: connection.id });
      const undo = strike(connection, run, surface);
      if (undo) undone.push(undo);
    };
    const present = surface.connections().filter((connection) => run.target.matchesConnection(connection));
    if (alsoNew) {
      const isMeant = (connection: FaultyConnection): boolean => run.target.matchesConnection(connection);
      undone.push(surface.opened.add((connection) => isMeant(connection) && hit(connection)));
    }
    for (const connection of drawn(present, where.lot)) hit(connection);
    return () => {
      for (const undo of undone) undo();
    };
  };

export const drop = eachConnection<'drop'>((connection) => {
  connection.reset();
  return undefined;
});

export const close = eachConnection<'close'>((connection, { fault }) => {
  const { code } = fault.parameters;
  if (code === abnormalClosure) connection.cut();
  else connection.close(code, '');
  return undefined;
});

export const tooManyMessages = eachConnection<'tooManyMessages'>((connection) => {
  connection.close(policyViolation, 'Too many requests');
  return undefined;
});

export const halfOpen = eachConnection<'halfOpen'>((connection) => connection.sever());

export const pingsUnanswered = eachConnection<'pingsUnanswered'>((connection) => connection.ignorePings());

export const mute = eachConnection<'mute'>((connection) =>
  connection.addStage((frame, handOn) => {
    if (frame.stream === undefined) handOn(frame);
  }),
);

export const slow = eachConnection<'slow'>((connection, { fault }, { later }) => {
  const held: (() => void)[] = [];
  const release = (): void => held.shift()?.();
  const remove = connection.addStage((frame, handOn) => {
    held.push(() => handOn(frame));
    later(fault.parameters.delayMs, release);
  });
  return () => {
    while (held.length > 0) release();
    remove();
  };
});

export const burst = eachConnection<'burst'>((connection) => {
  const held: (() => void)[] = [];
  const remove = connection.addStage((frame, handOn) => held.push(() => handOn(frame)));
  return () => {
    for (const release of held.splice(0)) release();
    remove();
  };
});

/** Cuts what is old enough at once, and while the fault lasts everything else meant as it comes of age. */
export const dayCut: Behaviour<'dayCut', FaultSurface> = (run, surface) => {
  const { lifetimeMs } = run.fault.parameters;
  const ageMs = ({ openedAtMs }: FaultyConnection): number => surface.wallNowMs() - openedAtMs;
  const cut = (connection: FaultyConnection): void => {
    run.hit({ connection: connection.id });
    connection.cut();
  };
  const awaitAge = (connection: FaultyConnection): void =>
    surface.later(lifetimeMs - ageMs(connection), () => {
      if (!run.isOver && surface.connections().includes(connection)) cut(connection);
    });
  const present = surface.connections().filter((connection) => run.target.matchesConnection(connection));
  for (const connection of drawn(present, run.fault.where.lot)) {
    if (ageMs(connection) >= lifetimeMs) cut(connection);
    else awaitAge(connection);
  }
  if (!run.fault.alsoNew) return () => undefined;
  return surface.opened.add((connection) => {
    if (run.target.matchesConnection(connection)) awaitAge(connection);
  });
};
