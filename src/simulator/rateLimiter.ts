/** What the venue makes of a request before looking at it. */
export type WeightVerdict =
  | { readonly kind: 'accepted'; readonly usedWeight: number }
  | { readonly kind: 'tooMany'; readonly usedWeight: number; readonly retryAfterMs: number }
  | {
      readonly kind: 'banned';
      readonly usedWeight: number;
      readonly retryAfterMs: number;
      readonly bannedUntilMs: number;
    };

export interface RateLimiterOptions {
  /** Request weight per client address and minute. */
  readonly limitPerMinute?: number;
  /** A client that goes on this often after its first 429 of a minute is banned. */
  readonly ignoredRefusalsUntilBan?: number;
  /** The first ban; each further one of the same client lasts twice as long. */
  readonly firstBanMs?: number;
  /** Wall clock, epoch ms. */
  readonly wallNowMs: () => number;
}

interface Client {
  minute: number;
  usedWeight: number;
  refusals: number;
  bans: number;
  bannedUntilMs: number;
}

const minuteMs = 60_000;
const longestBanMs = 3 * 24 * 60 * minuteMs;

/** Request weight per client address, in windows of one wall-clock minute: 429 above the limit, a ban for those who go on. */
export class RateLimiter {
  readonly limitPerMinute: number;
  /** Requests refused so far. */
  readonly refusals = { tooMany: 0, banned: 0 };
  readonly #ignoredRefusalsUntilBan: number;
  readonly #firstBanMs: number;
  readonly #wallNowMs: () => number;
  readonly #clients = new Map<string, Client>();

  constructor({
    limitPerMinute = 2_400,
    ignoredRefusalsUntilBan = 10,
    firstBanMs = 2 * minuteMs,
    wallNowMs,
  }: RateLimiterOptions) {
    this.limitPerMinute = limitPerMinute;
    this.#ignoredRefusalsUntilBan = ignoredRefusalsUntilBan;
    this.#firstBanMs = firstBanMs;
    this.#wallNowMs = wallNowMs;
  }

  /** Spends `weight` for the client. Refused requests count too; requests during a ban begin the ban anew. */
  spend(address: string, weight: number): WeightVerdict {
    const nowMs = this.#wallNowMs();
    const client = this.#clientAt(address, nowMs);
    client.usedWeight += weight;
    const { usedWeight } = client;
    if (nowMs < client.bannedUntilMs) return this.#ban(client, nowMs);
    if (usedWeight <= this.limitPerMinute) return { kind: 'accepted', usedWeight };
    client.refusals += 1;
    if (client.refusals > this.#ignoredRefusalsUntilBan) {
      client.bans += 1;
      return this.#ban(client, nowMs);
    }
    this.refusals.tooMany += 1;
    return { kind: 'tooMany', usedWeight, retryAfterMs: minuteMs - (nowMs % minuteMs) };
  }

  #ban(client: Client, nowMs: number): WeightVerdict {
    this.refusals.banned += 1;
    const retryAfterMs = Math.min(longestBanMs, this.#firstBanMs * 2 ** (client.bans - 1));
    client.bannedUntilMs = Math.ceil(nowMs + retryAfterMs);
    return { kind: 'banned', usedWeight: client.usedWeight, retryAfterMs, bannedUntilMs: client.bannedUntilMs };
  }

  #clientAt(address: string, nowMs: number): Client {
    const minute = Math.floor(nowMs / minuteMs);
    let client = this.#clients.get(address);
    if (!client) {
      client = { minute, usedWeight: 0, refusals: 0, bans: 0, bannedUntilMs: 0 };
      this.#clients.set(address, client);
    } else if (client.minute !== minute) {
      client.minute = minute;
      client.usedWeight = client.refusals = 0;
    }
    return client;
  }
}
