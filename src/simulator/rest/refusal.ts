import type { WeightVerdict } from '../rateLimiter.js';
import { jsonReply, type RestReply } from './restMessages.js';

/** How one side of the venue words its refusals. */
export interface RefusalWords {
  readonly tooMany: (clientAddress: string, limit: number) => string;
  readonly banned: (clientAddress: string, untilMs: number) => string;
}

export const futuresWords: RefusalWords = {
  tooMany: (clientAddress, limit) =>
    `Too many requests; current limit of IP(${clientAddress}) is ${limit} requests per minute. Please use the websocket for live updates to avoid polling the API.`,
  banned: (clientAddress, untilMs) =>
    `Way too many requests; IP(${clientAddress}) banned until ${untilMs}. Please use the websocket for live updates to avoid bans.`,
};

export const spotWords: RefusalWords = {
  tooMany: (_, limit) =>
    `Too much request weight used; current limit is ${limit} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`,
  banned: (_, untilMs) =>
    `Way too much request weight used; IP banned until ${untilMs}. Please use WebSocket Streams for live updates to avoid bans.`,
};

/** 429, or 418 for who is banned. */
export function refusal(
  verdict: Exclude<WeightVerdict, { kind: 'accepted' }>,
  clientAddress: string,
  limit: number,
  words: RefusalWords,
): RestReply {
  const isBan = verdict.kind === 'banned';
  const msg = isBan ? words.banned(clientAddress, verdict.bannedUntilMs) : words.tooMany(clientAddress, limit);
  return jsonReply(isBan ? 418 : 429, JSON.stringify({ code: -1003, msg }), {
    'retry-after': `${Math.ceil(verdict.retryAfterMs / 1_000)}`,
  });
}
