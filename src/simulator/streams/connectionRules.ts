import { socketTarget, type SocketTarget } from './socketTarget.js';

/** How one side of the venue treats its connections. */
export interface ConnectionRules {
  /** What the path of a handshake asks for, or the HTTP status to refuse it with. */
  readonly targetOf: (url: URL) => SocketTarget | 400 | 404;
  readonly pingEveryMs: number;
  readonly maxPongSilenceMs: number;
  /** Messages a client may send in any second, pings included. */
  readonly maxMessagesPerSecond: number;
  /** Whether pongs are messages, too. */
  readonly countsPongs: boolean;
}

export const futuresRules: ConnectionRules = {
  targetOf: socketTarget,
  pingEveryMs: 180_000,
  maxPongSilenceMs: 600_000,
  maxMessagesPerSecond: 10,
  countsPongs: false,
};

export const spotRules: ConnectionRules = {
  targetOf: spotTarget,
  pingEveryMs: 20_000,
  maxPongSilenceMs: 60_000,
  maxMessagesPerSecond: 5,
  countsPongs: true,
};

/** Spot knows no routes in its paths: everything it has is where the market's streams are. */
function spotTarget(url: URL): SocketTarget | 400 | 404 {
  const target = socketTarget(url);
  if (typeof target === 'number') return target;
  return target.route === 'unrouted' ? { ...target, route: 'market' } : 404;
}
