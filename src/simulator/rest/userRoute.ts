import type { Security } from '../account/authenticate.js';
import type { AccountAccess } from './accountAccess.js';
import type { RestContext, Route } from './route.js';
import { invalidApiKey } from './venueError.js';

/** What an endpoint of the account says; throws a `VenueError` to refuse. */
export type UserAnswer = (access: AccountAccess, query: URLSearchParams, context: RestContext) => object;

/** An endpoint of the account, which answers as of one instant of market time. Without an account nobody is known. */
export const userRoute = (
  access: AccountAccess | undefined,
  security: Security,
  weight: number | Route['weight'],
  answer: UserAnswer,
): Route => ({
  security,
  weight: typeof weight === 'number' ? () => weight : weight,
  handle: (query, context) => {
    if (!access) throw invalidApiKey();
    return JSON.stringify(access.engine.now(() => answer(access, query, context)));
  },
});

/** An endpoint that takes new orders: they are counted, and the reply says how many there have been. */
export const newOrderRoute = (access: AccountAccess | undefined, answer: UserAnswer): Route => ({
  ...userRoute(access, 'signed', 0, (known, query, context) => {
    known.orderRates.spend();
    return answer(known, query, context);
  }),
  headers: () => access?.orderRates.headers() ?? {},
});
