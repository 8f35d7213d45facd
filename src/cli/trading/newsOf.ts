import type { PositionUpdate } from '../../streams/positionLoop.js';
import type { TradeNews } from './tradeNews.js';

/** What a step of the positions has to tell. */
export function newsOf({ book, notices, decided, atMs }: PositionUpdate): readonly TradeNews[] {
  const refused: readonly TradeNews[] =
    decided?.decision.kind === 'refused'
      ? [{ kind: 'refused', signal: decided.signal, refusal: decided.decision.refusal, atMs }]
      : [];
  const told = notices.flatMap(({ kind, positionId, cause }): readonly TradeNews[] => {
    const position = [...book.live.values(), ...book.ended.values()].find(({ id }) => id === positionId);
    if (!position) return [];
    // That an exit is under way is soon told by its end; that a stop was not confirmed is an alarm.
    if (kind === 'exiting') return cause === 'unprotected' ? [{ kind: 'unprotected', position, atMs }] : [];
    return [{ kind, position, atMs }];
  });
  return [...refused, ...told];
}
