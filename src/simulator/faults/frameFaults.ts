import { drawn } from './faultTarget.js';
import type { Behaviour, FaultRun } from './faultRun.js';
import type { FaultKind } from './faultSpec.js';
import type { FaultSurface, FaultyConnection, FrameStage, OutgoingFrame } from './faultSurface.js';
import { streamTraits } from './streamTraits.js';

/** A data frame: not a reply, and still text. */
type DataFrame = OutgoingFrame & { readonly stream: string; readonly payload: string };

const isData = (frame: OutgoingFrame): frame is DataFrame =>
  frame.stream !== undefined && typeof frame.payload === 'string';

/** Puts a stage into every connection meant, present and to come: what counts here are frames, not connections. */
const eachFrame =
  <K extends FaultKind>(
    stageOf: (
      run: FaultRun<K>,
      connection: FaultyConnection,
      surface: FaultSurface,
    ) => FrameStage & { end?: () => void },
  ): Behaviour<K, FaultSurface> =>
  (run, surface) => {
    const { where } = run.fault;
    const undone: (() => void)[] = [];
    const meansConnection = ({ id, route }: FaultyConnection): boolean =>
      (where.connection === undefined || where.connection === id) && run.target.matchesRoute(route);
    const enter = (connection: FaultyConnection): void => {
      const stage = stageOf(run, connection, surface);
      const remove = connection.addStage(stage);
      undone.push(() => {
        stage.end?.();
        remove();
      });
    };
    const present = surface.connections().filter((connection) => run.target.matchesConnection(connection));
    const one = where.lot === undefined ? undefined : drawn(present, where.lot)[0];
    if (one) enter(one);
    else {
      for (const connection of surface.connections().filter(meansConnection)) enter(connection);
      undone.push(surface.opened.add((connection) => meansConnection(connection) && enter(connection)));
    }
    return () => {
      for (const undo of undone) undo();
    };
  };

/** Replaces a frame by others, or by `undefined` leaves it as it is and does not count it. */
const inPlaceOf = <K extends FaultKind>(
  replace: (frame: DataFrame, surface: FaultSurface) => readonly OutgoingFrame[] | undefined,
): Behaviour<K, FaultSurface> =>
  eachFrame<K>((run, connection, surface) => (frame, handOn) => {
    const isMeant = !run.isOver && isData(frame) && run.target.matchesStream(frame.stream);
    const frames = isMeant ? replace(frame, surface) : undefined;
    if (!frames) {
      handOn(frame);
      return;
    }
    for (const each of frames) handOn(each);
    run.hit({ connection: connection.id, stream: frame.stream });
  });

const textBefore = <K extends FaultKind>(text: (payload: string) => string | Buffer): Behaviour<K, FaultSurface> =>
  inPlaceOf<K>((frame) => [{ stream: frame.stream, payload: text(frame.payload) }, frame]);

export const duplicate = inPlaceOf<'duplicate'>((frame) => [frame, frame]);

export const truncated = inPlaceOf<'truncated'>((frame) => [
  { stream: frame.stream, payload: frame.payload.slice(0, frame.payload.length >> 1) },
]);

export const garbage = textBefore<'garbage'>(() => '\u0000\u0001 no JSON }{');

export const binary = textBefore<'binary'>((payload) => Buffer.from(payload));

const oversizedBytes = 2 ** 20;
const oversizedText = (): string => {
  const [head, tail] = ['{"oversized":"', '"}'];
  return head + 'x'.repeat(oversizedBytes - head.length - tail.length) + tail;
};
export const oversized = textBefore<'oversized'>(oversizedText);

/** The nearest thing to a trap: a symbol that the client most likely watches as well. */
export const wrongSymbol = inPlaceOf<'wrongSymbol'>((frame, { symbols }) => {
  const { symbol } = streamTraits(frame.stream);
  const other = symbols.find((each) => each !== symbol);
  if (symbol === undefined || other === undefined) return undefined;
  const payload = frame.payload.replaceAll(`"s":"${symbol}"`, `"s":"${other}"`);
  return payload === frame.payload ? undefined : [{ stream: frame.stream, payload }, frame];
});

export const wrongInterval = inPlaceOf<'wrongInterval'>((frame) => {
  const { interval } = streamTraits(frame.stream);
  if (interval === undefined) return undefined;
  const other = interval === '5m' ? '15m' : '5m';
  const payload = frame.payload.replace(`"i":"${interval}"`, `"i":"${other}"`);
  return payload === frame.payload ? undefined : [{ stream: frame.stream, payload }, frame];
});

/** Holds a frame back until the next one, of the connection or of its stream, has gone ahead of it. */
export const reorder = eachFrame<'reorder'>((run, connection) => {
  const { within } = run.fault.parameters;
  let held: { readonly frame: DataFrame; readonly handOn: (frame: OutgoingFrame) => void } | undefined;
  const release = (): void => {
    held?.handOn(held.frame);
    held = undefined;
  };
  const stage: FrameStage = (frame, handOn) => {
    const isMeant = !run.isOver && isData(frame) && run.target.matchesStream(frame.stream);
    if (held && isData(frame) && (within === 'connection' || frame.stream === held.frame.stream)) {
      const { stream } = held.frame;
      handOn(frame);
      release();
      run.hit({ connection: connection.id, stream });
    } else if (!held && isMeant) {
      held = { frame, handOn };
    } else {
      handOn(frame);
    }
  };
  return Object.assign(stage, { end: release });
});
