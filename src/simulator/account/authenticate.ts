import type { RestRequest } from '../rest/restMessages.js';
import {
  apiKeyFormat,
  invalidApiKey,
  invalidValue,
  missingParameter,
  timestampAhead,
  timestampOutside,
  wrongSignature,
} from '../rest/venueError.js';
import { isApiKeyForm, type Credentials } from './accountOptions.js';
import { isSignedBy, signedPayload } from './signature.js';

/** What a request must bring along: an API key, or also a timestamp and a signature. */
export type Security = 'apiKey' | 'signed';

const defaultRecvWindowMs = 5_000;
const maxRecvWindowMs = 60_000;
const aheadToleranceMs = 1_000;

export interface AuthenticatorOptions {
  /** `undefined`: an exchange without accounts, which knows no key. */
  readonly credentials: Credentials | undefined;
  /** The clock timestamps are compared with; market time. */
  readonly serverNowMs: () => number;
  /** Market time per wall time: the windows bound the network, which does not hurry with the market. */
  readonly speed: number;
}

/**
 * Checks requests as the venue does, in its order: -2014 (no key, or no form of one), -2015 (unknown), -1102 (timestamp or
 * signature missing), -1021 (timestamp too early or late), -1022 (wrong signature). Throws the `VenueError`.
 */
export function authenticator({ credentials, serverNowMs, speed }: AuthenticatorOptions) {
  const stretch = Math.max(1, speed);
  return (request: RestRequest, security: Security): void => {
    const { apiKey } = request;
    if (!apiKey || !isApiKeyForm(apiKey)) throw apiKeyFormat();
    if (credentials?.apiKey !== apiKey) throw invalidApiKey();
    if (security === 'apiKey') return;
    const { query, rawQuery = '', body = '' } = request;
    const timestampMs = requiredInteger(query, 'timestamp');
    const signature = query.get('signature');
    if (!signature) throw missingParameter('signature');
    const recvWindowMs = query.has('recvWindow') ? requiredInteger(query, 'recvWindow') : defaultRecvWindowMs;
    if (recvWindowMs > maxRecvWindowMs) throw invalidValue('recvWindow');
    const lateMs = serverNowMs() - timestampMs;
    if (-lateMs >= aheadToleranceMs * stretch) throw timestampAhead();
    if (lateMs > recvWindowMs * stretch) throw timestampOutside();
    if (!isSignedBy(credentials, signedPayload(rawQuery, body), signature)) throw wrongSignature();
  };
}

function requiredInteger(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? '';
  if (!/^\d{1,16}$/.test(text)) throw missingParameter(name);
  return Number(text);
}
