import { defer, of, throwError, VirtualTimeScheduler, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { listenKeys } from '../../../src/adapters/binance/listenKey.js';
import type { RestReply, RestRequest } from '../../../src/adapters/binance/rest.js';
import type { SignedRest } from '../../../src/adapters/binance/signedRest.js';
import { ExchangeRejectedError, ExchangeUnreachableError, FeedClosedError } from '../../../src/domain/errors.js';

const minuteMs = 60_000;
const unreachable = new ExchangeUnreachableError('no answer', { url: 'x', reason: 'reset' });
const rejected = (exchangeCode: number): ExchangeRejectedError =>
  new ExchangeRejectedError('refused', { url: 'x', httpStatus: 400, exchangeCode });

/** Listen keys in virtual time, of a venue that answers each request with the next of `answers`, the last for ever. */
function setUp(...answers: readonly (object | Error)[]) {
  const scheduler = new VirtualTimeScheduler();
  const requests: string[] = [];
  const sendWithKey = <T>({ method, path }: Omit<RestRequest<T>, 'authorization'>): Observable<RestReply<T>> =>
    defer(() => {
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push(`${scheduler.now() / minuteMs} min ${method ?? 'GET'} ${path}`);
      return answer instanceof Error ? throwError(() => answer) : of({ body: answer } as RestReply<T>);
    });
  const rest: SignedRest = { sendWithKey, sendSigned: sendWithKey };
  const keys = listenKeys(rest, { listenKeyRenewalMs: 30 * minuteMs, listenKeyRetryMs: minuteMs, scheduler });
  const keepAlive = (untilMinute: number): unknown => {
    let end: unknown = 'alive';
    keys.keepAlive('key').subscribe({ error: (error: unknown) => (end = error), complete: () => (end = 'complete') });
    scheduler.maxFrames = untilMinute * minuteMs;
    scheduler.flush();
    return end;
  };
  return { keys, requests, keepAlive };
}

describe('keepAlive', () => {
  it('renews the key every half hour', () => {
    const { keepAlive, requests } = setUp({ listenKey: 'key' });
    expect(keepAlive(100)).toBe('alive');
    expect(requests).toEqual([
      '30 min PUT /fapi/v1/listenKey',
      '60 min PUT /fapi/v1/listenKey',
      '90 min PUT /fapi/v1/listenKey',
    ]);
  });

  it('takes an answer without a key for a yes', () => {
    expect(setUp({}).keepAlive(100)).toBe('alive');
  });

  it('tries again every minute after a failure that may heal', () => {
    const { keepAlive, requests } = setUp(unreachable, unreachable, { listenKey: 'key' });
    expect(keepAlive(60)).toBe('alive');
    expect(requests.map((request) => request.split(' PUT')[0])).toEqual(['30 min', '31 min', '32 min', '60 min']);
  });

  it('asks once at a time, however long a renewal fails', () => {
    const { keepAlive, requests } = setUp(unreachable);
    keepAlive(120);
    expect(requests).toHaveLength(91);
  });

  it.each([
    ['the venue no longer knows the key', rejected(-1125)],
    ['the account has another key', { listenKey: 'another' }],
  ])('ends the connection, to be made anew, when %s', (_, answer) => {
    const { keepAlive, requests } = setUp({ listenKey: 'key' }, answer);
    const end = keepAlive(200);
    expect(end).toBeInstanceOf(FeedClosedError);
    expect(end).toMatchObject({
      isRetryable: true,
      message: 'account connection is dead: the listen key is no longer valid',
    });
    expect(requests).toHaveLength(2);
  });

  it('fails with the refusal of the API key', () => {
    const refusal = rejected(-2015);
    expect(setUp(refusal).keepAlive(200)).toBe(refusal);
  });
});

describe('end', () => {
  it('ends the key that was obtained', () => {
    const { keys, requests } = setUp({ listenKey: 'key' }, {});
    const obtained: string[] = [];
    keys.obtain().subscribe((key) => obtained.push(key));
    keys.end().subscribe();
    expect(obtained).toEqual(['key']);
    expect(requests).toEqual(['0 min POST /fapi/v1/listenKey', '0 min DELETE /fapi/v1/listenKey']);
  });

  it('leaves a key alone that was never obtained', () => {
    const { keys, requests } = setUp({});
    keys.end().subscribe();
    expect(requests).toEqual([]);
  });
});
