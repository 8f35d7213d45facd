export interface RateLimitReply {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Wall clock when the answer came. */
  readonly receivedAtMs: number;
}

const minuteMs = 60_000;
// The shortest ban known; a request during a ban makes it longer, so guessing too short is dear.
const shortestBanMs = 2 * minuteMs;

/**
 * When the next request may leave (wall clock, epoch ms) after a 429 or 418: by `Retry-After` in seconds, else by the
 * instant in "banned until 1790772000000", else after the shortest ban (418) or with the venue's next minute (429).
 * The venue's instants are taken on its own clock, as the `Date` header gives it.
 */
export function retryAtMs({ httpStatus, headers, body, receivedAtMs }: RateLimitReply): number {
  const retryAfter = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/.test(retryAfter)) return receivedAtMs + Number(retryAfter) * 1_000;

  const dateMs = Date.parse(headers['date'] ?? '');
  const venueNowMs = Number.isNaN(dateMs) ? receivedAtMs : dateMs;
  const bannedUntilMs = Number(/banned until (\d{13})/.exec(body)?.[1] ?? 0);
  if (bannedUntilMs > venueNowMs) return receivedAtMs + bannedUntilMs - venueNowMs;

  return receivedAtMs + (httpStatus === 418 ? shortestBanMs : minuteMs - (venueNowMs % minuteMs));
}
