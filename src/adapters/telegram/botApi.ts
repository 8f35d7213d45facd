import { Api, GrammyError, HttpError } from 'grammy/web';
import { fromEvent, lastValueFrom, Observable, takeUntil } from 'rxjs';
import { z } from 'zod';
import { isScannerError, NotifierRefusedError, RateLimitedError, type ScannerError } from '../../domain/errors.js';
import type { HttpPost, HttpPostReply } from '../../ports/httpPost.js';

export interface BotApiOptions {
  readonly apiRoot: string;
  readonly token: string;
  readonly post: HttpPost;
  /** Wall clock. */
  readonly nowMs: () => number;
  /** Applied to what the other side says: who echoes a request must not bring its secrets into our errors. */
  readonly mask: (text: string) => string;
}

export interface BotApi {
  /** Emits the id of the message. Errors as those of a `Notifier`. */
  readonly sendMarkdown: (chatId: string, text: string) => Observable<number>;
}

/** Declared by a package of its own; at run time it is that of Node. */
type GrammySignal = Parameters<Api['sendMessage']>[3];

/** A 429 that does not say for how long. */
const usualFloodMs = 30_000;
/** Who asks sets the time: the client would give up by itself after 500 s. A timer takes no more. */
const longestTimeoutSeconds = (2 ** 31 - 1) / 1_000;
const notifier = 'telegram';

const answerSchema = z.union([
  z.object({ ok: z.literal(true), result: z.object({ message_id: z.int() }) }),
  z.object({
    ok: z.literal(false),
    error_code: z.int(),
    description: z.string(),
    parameters: z.object({ retry_after: z.number().optional(), migrate_to_chat_id: z.number().optional() }).optional(),
  }),
]);

const hints: Readonly<Record<number, string>> = {
  401: '; is TELEGRAM_BOT_TOKEN right?',
  403: '; the chat must have let the bot in',
  404: '; is TELEGRAM_BOT_TOKEN right?',
};

/** The one method that is used of the Bot API. */
export function botApi({ apiRoot, token, post, nowMs, mask }: BotApiOptions): BotApi {
  const api = new Api(token, { apiRoot, fetch: fetchThrough(post), timeoutSeconds: longestTimeoutSeconds });
  return {
    sendMarkdown: (chatId, text) =>
      new Observable((subscriber) => {
        const abort = new AbortController();
        const options = { parse_mode: 'MarkdownV2', link_preview_options: { is_disabled: true } } as const;
        api.sendMessage(chatId, text, options, abort.signal as GrammySignal).then(
          (message) => {
            subscriber.next(message.message_id);
            subscriber.complete();
          },
          (error: unknown) => subscriber.error(meaningOf(error)),
        );
        return () => abort.abort();
      }),
  };

  function meaningOf(error: unknown): unknown {
    if (error instanceof GrammyError) return refusal(error);
    return error instanceof HttpError && isScannerError(error.error) ? error.error : error;
  }

  /** Without its cause: that holds the chat and the text. */
  function refusal({ error_code: httpStatus, description, parameters }: GrammyError): ScannerError {
    const reason = mask(description);
    if (httpStatus === 429) {
      const waitMs = parameters.retry_after === undefined ? usualFloodMs : parameters.retry_after * 1_000;
      const details = { url: apiRoot, httpStatus, retryAtMs: nowMs() + waitMs };
      return new RateLimitedError(`telegram: ${reason}`, details);
    }
    const hint =
      parameters.migrate_to_chat_id === undefined
        ? (hints[httpStatus] ?? '')
        : '; TELEGRAM_CHAT_ID must be that of the new group';
    const details = { notifier, httpStatus, reason: `${reason}${hint}` };
    return new NotifierRefusedError(`telegram refused the message: ${details.reason}`, details);
  }
}

/** What grammy sends its requests through. */
const fetchThrough =
  (post: HttpPost): typeof fetch =>
  async (url, init) => {
    const sent$ = post({
      url: url as string,
      headers: { 'content-type': 'application/json' },
      body: init?.body as string,
    });
    const untilAborted$ = sent$.pipe(takeUntil(fromEvent(init!.signal!, 'abort')));
    const reply = await lastValueFrom(untilAborted$, { defaultValue: undefined });
    if (!reply) throw new DOMException('nobody waits for the answer', 'AbortError');
    const answer = readAnswer(reply.body);
    if (answer) return Response.json(answer);
    // Of something in between, such as a proxy: it does not speak as the Bot API does, but means the same.
    if (reply.httpStatus === 429) return Response.json(floodAnswer(reply));
    const details = { notifier, httpStatus: reply.httpStatus, reason: 'its answer is not that of a Bot API' };
    throw new NotifierRefusedError(`telegram: ${details.reason} (HTTP ${reply.httpStatus})`, details);
  };

const floodAnswer = ({ httpStatus, retryAfter }: HttpPostReply): z.output<typeof answerSchema> => ({
  ok: false,
  error_code: httpStatus,
  description: 'Too Many Requests, and not by a Bot API',
  ...(/^\d+$/.test(retryAfter ?? '') && { parameters: { retry_after: Number(retryAfter) } }),
});

function readAnswer(text: string): z.output<typeof answerSchema> | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
