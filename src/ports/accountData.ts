import type { Observable } from 'rxjs';
import type { AccountEvent, AccountSnapshot } from '../domain/account.js';
import type { FeedSource } from './marketData.js';

/** One account at a venue: what it is told, and what it holds. Every error is a `ScannerError` without secrets. */
export interface AccountData {
  /**
   * Silent by nature, so pongs are among its socket events. The topics are not looked at: a connection carries the
   * whole account. Connecting fails with what the venue says to the keys as well: `ExchangeRejectedError`,
   * `ExchangeReplyError`, `RateLimitedError`.
   */
  readonly events: FeedSource<AccountEvent>;
  /** Cold, emits once and completes. What is read is complete, or an error: a row that cannot be read is not left out. */
  readonly fetchAccount: () => Observable<AccountSnapshot>;
}
