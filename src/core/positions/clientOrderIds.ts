import type { ClientOrderId } from '../../domain/order.js';
import type { OrderRole } from '../../domain/position.js';
import { hashText } from '../scoring/hashText.js';

const letters: Readonly<Record<OrderRole, string>> = { entry: 'e', stop: 's', target: 't', exit: 'x' };
const plainId = /^[A-Za-z0-9]{1,16}$/;
const pattern = /^cw-([A-Za-z0-9]{1,16})-(?:(e)|([sx])(\d+)|(t)(\d+)\.(\d+))$/;

/** What the client ids of a signal's orders begin with: its id, or a hash of it where the id is long or not plain. */
export const signalKey = (signalId: string): string => (plainId.test(signalId) ? signalId : hashText(signalId));

/**
 * The client id of an order: made of the signal and what the order is for, so that the same order sent twice has the
 * same id, and the exchange takes it once. `cw-cbf29ce484222325-e`, `…-s2`, `…-t0.1`, `…-x1`. An entry has no attempts: there is one.
 */
export function clientOrderId(
  signalId: string,
  { role, rung, attempt }: { readonly role: OrderRole; readonly rung: number; readonly attempt: number },
): ClientOrderId {
  const letter = letters[role];
  const place = role === 'entry' ? '' : role === 'target' ? `${rung}.${attempt}` : `${attempt}`;
  return `cw-${signalKey(signalId)}-${letter}${place}` as ClientOrderId;
}

/** The `signalKey` and role in a client id of ours; `undefined` for one that is not ours. */
export function readClientOrderId(id: string): { readonly signalKey: string; readonly role: OrderRole } | undefined {
  const found = pattern.exec(id);
  if (!found) return undefined;
  const [, key = '', entry, stopOrExit, , target] = found;
  if (entry !== undefined) return { signalKey: key, role: 'entry' };
  if (target !== undefined) return { signalKey: key, role: 'target' };
  return { signalKey: key, role: stopOrExit === 's' ? 'stop' : 'exit' };
}
