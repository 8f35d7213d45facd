import { defer, mergeMap, of, throwError, type Observable } from 'rxjs';
import type { Kline } from '../../domain/kline.js';
import type { KlineQuery } from '../../ports/marketData.js';
import { readKlineRows } from './readKlineRows.js';
import { replyError } from './readReply.js';
import { klinesRequest, type KlinesEndpoint } from './requests.js';
import type { RestClient } from './rest.js';

/** Klines of the endpoint. Errors: those of `RestClient.send`; `RangeError` for more klines than it gives at once. */
export const fetchKlines =
  (rest: RestClient, endpoint: KlinesEndpoint) =>
  (query: KlineQuery): Observable<readonly Kline[]> =>
    defer(() => rest.send(klinesRequest(query, endpoint))).pipe(
      mergeMap((reply) => {
        const read = readKlineRows(reply.body, query, reply.sentAtMarketMs);
        return read.kind === 'klines' ? of(read.klines) : throwError(() => replyError(reply, read.reason));
      }),
    );
