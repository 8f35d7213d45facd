import { catchError, retry, throwError, type Observable } from 'rxjs';
import { ExchangeRejectedError } from '../../domain/errors.js';
import { authorizations, type Authorizations, type Credentials } from './authorization.js';
import type { RestClient, RestReply, RestRequest } from './rest.js';
import { VenueClock } from './venueClock.js';

export interface SignedRestOptions {
  /** How old a signed request may be when it arrives; the venue allows at most 60 s. */
  readonly recvWindowMs: number;
  /** Estimate of the exchange's clock, epoch ms, never ahead of it. */
  readonly marketNow: () => number;
}

type UnsignedRequest<T> = Omit<RestRequest<T>, 'authorization'>;

/** The venue's REST interface for one account. Both emit once, and fail as `RestClient.send` does. */
export interface SignedRest {
  /** With the API key alone. */
  readonly sendWithKey: <T>(request: UnsignedRequest<T>) => Observable<RestReply<T>>;
  /** Signed. When the venue says that the time is wrong, the clock is set by the venue's and the request sent once more; wrong again, it is a passing refusal. */
  readonly sendSigned: <T>(request: UnsignedRequest<T>) => Observable<RestReply<T>>;
}

/** "Timestamp for this request is outside of the recvWindow", or ahead of the server's time. */
const wrongTimeCode = -1021;

/** Throws a `BadInputError`, without the secrets, for credentials that cannot be used. */
export function signedRest(rest: RestClient, credentials: Credentials, options: SignedRestOptions): SignedRest {
  const clock = new VenueClock(options.marketNow, rest);
  const proofs: Authorizations = authorizations(credentials, {
    recvWindowMs: options.recvWindowMs,
    now: () => clock.now(),
  });
  const setClock = (error: unknown): Observable<unknown> =>
    isWrongTime(error) ? clock.resync$ : throwError(() => error);
  return {
    sendWithKey: (request) => rest.send({ ...request, authorization: proofs.keyOnly }),
    sendSigned: (request) =>
      rest.send({ ...request, authorization: proofs.signed }).pipe(
        retry({ count: 1, delay: setClock }),
        catchError((error: unknown) => throwError(() => asPassing(error))),
      ),
  };
}

const isWrongTime = (error: unknown): error is ExchangeRejectedError =>
  error instanceof ExchangeRejectedError && error.details.exchangeCode === wrongTimeCode;

/** A clock that is wrong once more was set meanwhile, which passes: the next request is made with a fresh one. */
const asPassing = (error: unknown): unknown =>
  isWrongTime(error)
    ? new ExchangeRejectedError(error.message, { ...error.details, isPassing: true }, { cause: error })
    : error;
