import type { RateLimiter } from './rateLimiter.js';
import type { RestReply, RestRequest } from './rest/restMessages.js';
import type { SideStats } from './simulatorTypes.js';
import type { StreamSide } from './streams/streamSide.js';

/** Counts the replies of one side of the exchange, and tells what it has done. */
export class SideCounters {
  readonly #replies = new Map<number, number>();

  counted(answer: (request: RestRequest) => RestReply): (request: RestRequest) => RestReply {
    return (request) => {
      const reply = answer(request);
      this.#replies.set(reply.status, (this.#replies.get(reply.status) ?? 0) + 1);
      return reply;
    };
  }

  stats(limiter: RateLimiter, { hub, sockets, klines }: StreamSide): SideStats {
    const replies = this.#replies;
    return {
      restRequests: [...replies.values()].reduce((sum, count) => sum + count, 0),
      restReplies: Object.fromEntries(replies),
      refusals: { ...limiter.refusals },
      connections: sockets.connectionCount,
      handshakes: { ...sockets.handshakeCounts },
      streams: hub.topicCount,
      ...sockets.counters,
      finals: klines.finalCount,
    };
  }
}
