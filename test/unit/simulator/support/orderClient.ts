import { hmacSignature } from '../../../../src/simulator/account/signature.js';
import type { Simulator } from '../../../../src/simulator/index.js';

export interface OrderAnswer {
  readonly status: number;
  /** The venue's object or list. */
  readonly body: Readonly<Record<string, unknown>> & { readonly code?: number | string };
  readonly headers: Headers;
}

export interface OrderClientOptions {
  readonly apiKey: string;
  readonly apiSecret: string;
}

export type Values = Readonly<Record<string, string | number | boolean>>;

/** Sends signed requests over HTTP, with everything in the query. */
export function orderClient(simulator: Simulator, { apiKey, apiSecret }: OrderClientOptions) {
  return async (method: string, path: string, values: Values = {}, signal?: AbortSignal): Promise<OrderAnswer> => {
    const entries = Object.entries({ ...values, timestamp: simulator.clock.nowMs() });
    const query = new URLSearchParams(entries.map(([name, value]): [string, string] => [name, `${value}`])).toString();
    const url = `${simulator.url}${path}?${query}&signature=${hmacSignature(apiSecret, query)}`;
    const response = await fetch(url, { method, headers: { 'X-MBX-APIKEY': apiKey }, ...(signal && { signal }) });
    return { status: response.status, body: (await response.json()) as OrderAnswer['body'], headers: response.headers };
  };
}
