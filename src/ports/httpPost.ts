import type { Observable } from 'rxjs';

export interface HttpPostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer with any status, read to its end. */
export interface HttpPostReply {
  readonly httpStatus: number;
  /** As the server sent it; undefined when it did not. */
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/**
 * Posts once and emits the answer. Cold; unsubscribing aborts it; no redirect is followed. Errors:
 * `NotifierUnreachableError` when no whole answer came, without the path of the address, which may hold a key.
 */
export type HttpPost = (request: HttpPostRequest) => Observable<HttpPostReply>;
