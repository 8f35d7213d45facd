import { describe, expect, it } from 'vitest';
import { answerMeaning, answerMessage, answersByCode } from '../../../src/adapters/binance/orderAnswers.js';
import { orderReplySchema } from '../../../src/adapters/binance/orderWire.js';
import { readReply } from '../../../src/adapters/binance/readReply.js';
import { ExchangeUnreachableError, type ScannerError } from '../../../src/domain/errors.js';

const url = 'http://127.0.0.1/fapi/v1/order?symbol=BTCUSDT&newClientOrderId=mine';

/** The error that an answer is read as. */
function errorOf(httpStatus: number, body: string): ScannerError {
  const times = { sentAtMs: 0, sentAtMarketMs: 0, receivedAtMs: 0 };
  const read = readReply({ url, httpStatus, headers: {}, body, ...times }, orderReplySchema);
  if (read.kind === 'read') throw new Error('read as a success');
  return read.error;
}

const inWords = (error: ScannerError): string => {
  const meaning = answerMeaning(error);
  if (meaning.kind !== 'refused') return meaning.kind;
  return `${meaning.reason}${meaning.isFinal ? '' : ', not for good'}`;
};

const coded = (code: number, msg = 'Some words.'): string => JSON.stringify({ code, msg });
const unknownError = 'Unknown error, please check your request or try again later.';

/** HTTP status, code and what it means: the answers that the venue gives to orders, as they are documented. */
const answers: readonly (readonly [number, number, string])[] = [
  [400, -1000, 'unknown'],
  [400, -1001, 'unknown'],
  [400, -1006, 'unknown'],
  [408, -1007, 'unknown'],
  [503, -1007, 'unknown'],
  [503, -1008, 'other, not for good'],
  [429, -1003, 'other, not for good'],
  [418, -1003, 'other, not for good'],
  [429, -1015, 'tooManyOrders, not for good'],
  [400, -1021, 'other, not for good'],
  [400, -5028, 'other, not for good'],
  [400, -2025, 'tooManyOrders, not for good'],
  [400, -4045, 'tooManyOrders, not for good'],
  [400, -1111, 'filter'],
  [400, -4003, 'filter'],
  [400, -4004, 'filter'],
  [400, -4005, 'filter'],
  [400, -4014, 'filter'],
  [400, -4023, 'filter'],
  [400, -4016, 'filter, not for good'],
  [400, -4024, 'filter, not for good'],
  [400, -4131, 'filter, not for good'],
  [400, -4164, 'minNotional'],
  [400, -2018, 'margin'],
  [400, -2019, 'margin'],
  [400, -2027, 'margin'],
  [400, -2010, 'other'],
  [400, -2022, 'reduceOnly'],
  [400, -4118, 'reduceOnly, not for good'],
  [400, -4116, 'duplicate'],
  [400, -4120, 'other'],
  [400, -4061, 'other'],
  [400, -2021, 'wouldTrigger'],
  [400, -4142, 'wouldTrigger'],
  [400, -5022, 'wouldTake'],
  [400, -4140, 'notTradable'],
  [400, -4141, 'notTradable'],
  [400, -1121, 'notTradable'],
  [400, -2011, 'nothingThere'],
  [400, -2013, 'nothingThere'],
  [401, -1002, 'forbidden'],
  [401, -2014, 'forbidden'],
  [401, -2015, 'forbidden'],
  [400, -2017, 'forbidden'],
  [400, -4109, 'forbidden'],
  [400, -1022, 'other'],
  // A code that nobody has documented yet: refused for a 4xx, not known for anything else.
  [400, -9999, 'other'],
  [408, -9999, 'unknown'],
  [500, -9999, 'unknown'],
  // A server in trouble is not believed when it says what it would say in health.
  [500, -2019, 'unknown'],
  [502, -2011, 'unknown'],
];

/** What comes with no code at all. */
const uncoded: readonly (readonly [string, ScannerError, string])[] = [
  ['a 503 that says so itself', errorOf(503, coded(-1000, unknownError)), 'unknown'],
  ['a 503 that says that nothing was done', errorOf(503, coded(-1000, 'Service Unavailable.')), 'other, not for good'],
  ['an error page of a proxy', errorOf(503, '<title>503 Service Unavailable.</title>'), 'unknown'],
  ['the page of the firewall', errorOf(403, '<title>403</title>'), 'other, not for good'],
  ['an empty 502', errorOf(502, ''), 'unknown'],
  ['a 200 that breaks off', errorOf(200, '{"orderId":1'), 'unknown'],
  ['a 200 of another shape', errorOf(200, '{}'), 'unknown'],
  ['a 408 without words', errorOf(408, ''), 'unknown'],
  ['no answer', new ExchangeUnreachableError(`no answer from ${url}: reset`, { url, reason: 'reset' }), 'unknown'],
];

describe('what an answer means for the order it is about', () => {
  it.each(answers)('HTTP %i with code %i: %s', (httpStatus, code, meaning) => {
    expect(inWords(errorOf(httpStatus, coded(code)))).toBe(meaning);
  });

  it.each(uncoded)('%s', (_, error, meaning) => {
    expect(inWords(error)).toBe(meaning);
  });

  it('has a source for every code', () => {
    for (const [code, { source }] of answersByCode) {
      expect(code).toBeLessThan(0);
      expect(source).toMatch(/^(errors|general|orders|changes, [\d-]+): ./);
    }
  });

  it('is told without the address and what was sent', () => {
    expect(answerMessage(errorOf(400, coded(-2019, 'Margin is insufficient.')))).toBe(
      'the exchange refused with code -2019: Margin is insufficient.',
    );
    for (const [, error] of uncoded) expect(answerMessage(error)).not.toContain('mine');
  });
});
