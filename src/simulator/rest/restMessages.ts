export interface RestRequest {
  readonly method: string;
  readonly path: string;
  /** Of the query, then of a form in the body: the query wins where both have a name. */
  readonly query: URLSearchParams;
  readonly clientAddress: string;
  /** The query as it was sent, without the question mark; default empty. */
  readonly rawQuery?: string;
  /** Default empty. */
  readonly body?: string;
  /** The header `X-MBX-APIKEY`. */
  readonly apiKey?: string | undefined;
}

export interface RestReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Wall time until it is sent; Infinity: never. Default: at once. */
  readonly delayMs?: number;
}

export const jsonReply = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): RestReply => ({
  status,
  headers: { ...headers, 'content-type': 'application/json;charset=UTF-8' },
  body,
});

export const htmlReply = (
  status: number,
  title: string,
  headers: Readonly<Record<string, string>> = {},
): RestReply => ({
  status,
  headers: { ...headers, 'content-type': 'text/html' },
  body: `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`,
});
