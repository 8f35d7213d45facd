import type { ObservableNotification } from 'rxjs';

/** One thing an Observable says. Of an error only what a scenario can claim: its class name and perhaps its message. */
export type Item =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'complete' }
  | { readonly kind: 'error'; readonly name: string; readonly message?: string };

/** Everything an Observable says at one instant of virtual time, in order. */
export interface Instant {
  readonly atMs: number;
  readonly items: readonly Item[];
}

/** What RxJS's `TestScheduler` records. */
export interface Message {
  readonly frame: number;
  readonly notification: ObservableNotification<unknown>;
}

/** Groups recorded messages by instant. `errorItem` says how an error is told. */
export function toInstants(messages: readonly Message[], errorItem: (error: unknown) => Item): Instant[] {
  const itemsAt = new Map<number, Item[]>();
  for (const { frame, notification } of messages) {
    const items = itemsAt.get(frame) ?? [];
    items.push(notification.kind === 'E' ? errorItem(notification.error) : toItem(notification));
    itemsAt.set(frame, items);
  }
  return [...itemsAt].map(([atMs, items]) => ({ atMs, items }));
}

const toItem = (notification: { readonly kind: 'N'; readonly value: unknown } | { readonly kind: 'C' }): Item =>
  notification.kind === 'N' ? { kind: 'value', value: notification.value } : { kind: 'complete' };

/** Tells an error by its class. `name` counts when the class sets it, as RxJS's and Candlewick's own errors do. */
export function errorItemOf(error: unknown): Item {
  if (!(error instanceof Error)) return { kind: 'error', name: typeof error, message: String(error) };
  const name = error.name === 'Error' ? error.constructor.name : error.name;
  return { kind: 'error', name, message: error.message };
}
