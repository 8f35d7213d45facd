import {
  ExchangeRejectedError,
  ExchangeReplyError,
  ExchangeUnreachableError,
  RateLimitedError,
  type ScannerError,
} from '../../domain/errors.js';
import type { RejectReason } from '../../domain/order.js';

/**
 * What an answer that is no success means for an order.
 *
 * `refused`: it was not done, for certain. `isFinal`: the same would be refused again; otherwise it may be sent again
 * later. `nothingThere`: the exchange knows no such open order. `unknown`: it was done or not, which a query will tell.
 */
export type AnswerMeaning =
  | { readonly kind: 'refused'; readonly reason: RejectReason; readonly isFinal: boolean }
  | { readonly kind: 'nothingThere' }
  | { readonly kind: 'unknown' };

const refused = (reason: RejectReason): AnswerMeaning => ({ kind: 'refused', reason, isFinal: true });
const refusedForNow = (reason: RejectReason): AnswerMeaning => ({ kind: 'refused', reason, isFinal: false });
const nothingThere: AnswerMeaning = { kind: 'nothingThere' };
const unknown: AnswerMeaning = { kind: 'unknown' };

interface CodeRow {
  readonly meaning: AnswerMeaning;
  /** The venue's words, and where they are documented. */
  readonly source: string;
}

const row = (meaning: AnswerMeaning, source: string): CodeRow => ({ meaning, source });

/**
 * The venue's codes. Sources: `errors` is its page of error codes, `general` that of general information, `orders` those
 * of the order endpoints, `changes` its change log.
 */
export const answersByCode: ReadonlyMap<number, CodeRow> = new Map([
  // Nobody knows.
  [-1000, row(unknown, 'errors: An unknown error occured while processing the request.')],
  [-1001, row(unknown, 'errors: Internal error; unable to process your request. Please try again.')],
  [-1006, row(unknown, 'errors: An unexpected response was received. Execution status unknown.')],
  [-1007, row(unknown, 'errors: Timeout waiting for response from backend server. Execution status unknown.')],

  // Not done, and it may pass.
  [-1003, row(refusedForNow('other'), 'general: Too many requests.')],
  [-1008, row(refusedForNow('other'), 'errors: Request throttled by system-level protection.')],
  [-1015, row(refusedForNow('tooManyOrders'), 'errors: Too many new orders.')],
  [-1016, row(refusedForNow('notTradable'), 'errors: This service is no longer available.')],
  [-1021, row(refusedForNow('other'), 'general: Timestamp for this request is outside of the recvWindow.')],
  [-2020, row(refusedForNow('other'), 'errors: Unable to fill.')],
  [-2025, row(refusedForNow('tooManyOrders'), 'errors: Reach max open order limit.')],
  [-4016, row(refusedForNow('filter'), "errors: Limit price can't be higher than the cap of the mark price.")],
  [-4024, row(refusedForNow('filter'), "errors: Limit price can't be lower than the floor of the mark price.")],
  [-4045, row(refusedForNow('tooManyOrders'), 'errors: Reach max stop order limit.')],
  [-4118, row(refusedForNow('reduceOnly'), 'errors: ReduceOnly Order Failed; check your position and open orders.')],
  [
    -4131,
    row(refusedForNow('filter'), "errors: The counterparty's best price does not meet the PERCENT_PRICE filter."),
  ],
  [-4192, row(refusedForNow('notTradable'), 'errors: Cooling-off period.')],
  [-5028, row(refusedForNow('other'), 'errors: Timestamp is outside of the ME recvWindow.')],

  // Not done: the form of it.
  [-1013, row(refused('filter'), 'errors: INVALID_MESSAGE.')],
  [-1111, row(refused('filter'), 'errors: Precision is over the maximum defined for this asset.')],
  [-4001, row(refused('filter'), 'errors: Price less than 0.')],
  [-4002, row(refused('filter'), 'errors: Price greater than max price.')],
  [-4003, row(refused('filter'), 'errors: Quantity less than zero.')],
  [-4004, row(refused('filter'), 'errors: Quantity less than min quantity.')],
  [-4005, row(refused('filter'), 'errors: Quantity greater than max quantity.')],
  [-4013, row(refused('filter'), 'errors: Price less than min price.')],
  [-4014, row(refused('filter'), 'errors: Price not increased by tick size.')],
  [-4023, row(refused('filter'), 'errors: Qty not increased by step size.')],
  [-4183, row(refused('filter'), 'errors: Price is higher than stop multiplier cap.')],
  [-4184, row(refused('filter'), 'errors: Price is lower than stop multiplier floor.')],
  [-4164, row(refused('minNotional'), "errors: Order's notional must be no smaller than %s.")],
  [-4116, row(refused('duplicate'), 'errors: ClientOrderId is duplicated.')],
  [-4120, row(refused('other'), 'changes, 2025-12-09: Please use the Algo Order API endpoints instead.')],

  // Not done: the account.
  [-2010, row(refused('other'), 'errors: NEW_ORDER_REJECTED.')],
  [-2018, row(refused('margin'), 'errors: Balance is insufficient.')],
  [-2019, row(refused('margin'), 'errors: Margin is insufficient.')],
  [-2024, row(refused('margin'), 'errors: Position is not sufficient.')],
  [-2027, row(refused('margin'), 'errors: Exceeded the maximum allowable position at current leverage.')],
  [-2028, row(refused('margin'), 'errors: Leverage is smaller than permitted: insufficient margin balance.')],
  [-4050, row(refused('margin'), 'errors: Cross balance insufficient.')],
  [-4051, row(refused('margin'), 'errors: Isolated balance insufficient.')],
  [-2022, row(refused('reduceOnly'), 'errors: ReduceOnly Order is rejected.')],
  [-2026, row(refused('reduceOnly'), 'errors: This OrderType is not supported when reduceOnly.')],
  [-4061, row(refused('other'), "errors: Order's position side does not match user's setting.")],

  // Not done, nor anything else.
  [-1002, row(refused('forbidden'), 'errors: You are not authorized to execute this request.')],
  [-2014, row(refused('forbidden'), 'errors: API-key format invalid.')],
  [-2015, row(refused('forbidden'), 'errors: Invalid API-key, IP, or permissions for action.')],
  [-2017, row(refused('forbidden'), 'errors: API Keys are locked on this account.')],
  [-4109, row(refused('forbidden'), 'errors: This account is inactive.')],

  // Not done: the market.
  [-2021, row(refused('wouldTrigger'), 'errors: Order would immediately trigger.')],
  [-4142, row(refused('wouldTrigger'), 'errors: The stop price would trigger immediately.')],
  [-5022, row(refused('wouldTake'), 'errors: The Post Only order will be rejected.')],
  [-1122, row(refused('notTradable'), 'errors: Invalid symbol status.')],
  [-4140, row(refused('notTradable'), 'errors: Invalid symbol status for opening position.')],
  [-4141, row(refused('notTradable'), 'errors: Symbol is closed.')],
  [
    -4400,
    row(refused('notTradable'), 'errors: Futures trading quantitative rules violated, only reduceOnly is allowed.'),
  ],
  [-4401, row(refused('notTradable'), 'errors: Large position, only reduceOnly is allowed.')],
  [-1121, row(refused('notTradable'), 'errors: Invalid symbol.')],

  // Not there.
  [-2011, row(nothingThere, 'errors: CANCEL_REJECTED, Unknown order sent.')],
  [-2013, row(nothingThere, 'errors: Order does not exist.')],
]);

/** Of the two answers with 503, the one that says that nothing was done. `general: Service Unavailable.` */
const notExecuted = /: Service Unavailable\.$/;

/**
 * What a failed request means for the order it was about. A code that is not in the table was refused when its answer is
 * a 4xx other than 408, since then the venue has looked at it and said why not. Whatever says less is `unknown`: that
 * costs a query, the opposite error would cost an order.
 */
export function answerMeaning(error: ScannerError): AnswerMeaning {
  // Limits are checked before anything else is, so that nothing was done; or we have not even sent it.
  if (error instanceof RateLimitedError) return refusedForNow('other');
  if (error instanceof ExchangeRejectedError) {
    const { exchangeCode, httpStatus } = error.details;
    if (httpStatus === 503 && notExecuted.test(error.message)) return refusedForNow('other');
    const known = answersByCode.get(exchangeCode)?.meaning;
    if (known !== undefined && (httpStatus < 500 || known.kind === 'unknown' || exchangeCode === -1008)) return known;
    return httpStatus >= 400 && httpStatus < 500 && httpStatus !== 408 ? refused('other') : unknown;
  }
  // The firewall, which stands before everything else.
  if (error instanceof ExchangeReplyError && error.details.httpStatus === 403) return refusedForNow('other');
  return unknown;
}

/** The error in a few words, without the address and its parameters. */
export function answerMessage(error: ScannerError): string {
  const url =
    error instanceof ExchangeRejectedError ||
    error instanceof ExchangeReplyError ||
    error instanceof ExchangeUnreachableError ||
    error instanceof RateLimitedError
      ? error.details.url
      : '';
  return url === '' ? error.message : error.message.replaceAll(url, 'the exchange');
}
