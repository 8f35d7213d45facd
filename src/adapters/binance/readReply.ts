import type { z } from 'zod';
import { ExchangeRejectedError, ExchangeReplyError, RateLimitedError, type ScannerError } from '../../domain/errors.js';
import type { HttpReply } from './httpClient.js';
import { longIntegersAsText } from './longIntegers.js';
import { retryAtMs } from './retryAt.js';
import { validate } from './validate.js';
import { venueErrorSchema } from './wire.js';

/** "Too many new orders; current limit is 300 orders per TEN_SECONDS." */
const tooManyOrdersCode = -1015;

export type ReadReply<T> =
  { readonly kind: 'read'; readonly body: T } | { readonly kind: 'failed'; readonly error: ScannerError };

const failed = (error: ScannerError): { readonly kind: 'failed'; readonly error: ScannerError } => ({
  kind: 'failed',
  error,
});

/**
 * What an answer says: the body in the promised shape, or the error that fits what came instead. Of a secret answer no
 * sample gets into the error. Never throws.
 */
export function readReply<T>(reply: HttpReply, schema: z.ZodType<T>, isSecret = false): ReadReply<T> {
  const { url, httpStatus } = reply;
  const body = parseJson(reply.body);
  const refusal = venueErrorSchema.safeParse(body);
  // Too many new orders of the account is a refusal of this one; everything else may still be asked.
  const isOrderLimit = refusal.data?.code === tooManyOrdersCode;
  if (httpStatus === 418 || (httpStatus === 429 && !isOrderLimit)) return failed(rateLimited(reply));
  if (refusal.success) {
    const { code, msg } = refusal.data;
    const details = { url, httpStatus, exchangeCode: code };
    return failed(new ExchangeRejectedError(`${url} refused with code ${code}: ${msg}`, details));
  }
  if (httpStatus < 200 || httpStatus > 299 || body === undefined) {
    return failed(replyError(reply, isSecret ? `${reply.body.length} characters` : describeBody(reply)));
  }
  const checked = validate(schema, body);
  if (checked.isValid) return { kind: 'read', body: checked.value };
  return failed(replyError(reply, isSecret ? 'JSON of another shape' : checked.reason));
}

/** An answer that came, but is not the one promised. `found` says what came, in a few words. */
export const replyError = (
  { url, httpStatus }: Pick<HttpReply, 'url' | 'httpStatus'>,
  found: string,
): ExchangeReplyError =>
  new ExchangeReplyError(`${url} answered HTTP ${httpStatus}, but not as promised: ${found}`, {
    url,
    httpStatus,
    found,
  });

function rateLimited(reply: HttpReply): RateLimitedError {
  const { url, httpStatus } = reply;
  const untilMs = retryAtMs(reply);
  const what = httpStatus === 418 ? 'banned us' : 'says too many requests';
  const waitS = Math.ceil((untilMs - reply.receivedAtMs) / 1_000);
  return new RateLimitedError(`${url} ${what} (HTTP ${httpStatus}); next request in ${waitS} s`, {
    url,
    httpStatus,
    retryAtMs: untilMs,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(longIntegersAsText(text));
  } catch {
    return undefined;
  }
}

function describeBody({ body }: HttpReply): string {
  const text = body.trim();
  if (text === '') return 'an empty body';
  if (text.startsWith('<')) return `an HTML page${titleOf(text)}`;
  const isJson = parseJson(text) !== undefined;
  const what = isJson ? 'JSON' : /^[[{]/.test(text) ? 'JSON that breaks off or is damaged' : 'text that is no JSON';
  return `${what}, ${text.length} characters, beginning ${JSON.stringify(text.slice(0, 80))}`;
}

const titleOf = (html: string): string => {
  const title = /<title>([^<]{1,80})/i.exec(html)?.[1]?.trim();
  return title === undefined ? '' : ` "${title}"`;
};
