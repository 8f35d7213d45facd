import type { Diagram } from './scenario.js';

/** When an input was subscribed to and let go; `unsubscribedFrame` is Infinity while it is held. */
export interface SubscriptionSpan {
  readonly subscribedFrame: number;
  readonly unsubscribedFrame: number;
}

/** True for `subs` of nothing but `-`: the input is never subscribed to. */
export const isNever = ({ marbles }: Diagram): boolean => /^-*$/.test(marbles);
