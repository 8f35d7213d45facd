import { describe, expect, it } from 'vitest';
import { readControlMessage } from '../../../src/simulator/streams/controlMessage.js';

describe('readControlMessage', () => {
  it.each([
    ['{"method":"SUBSCRIBE","params":["a@b","c@d"],"id":1}', { kind: 'subscribe', id: 1, names: ['a@b', 'c@d'] }],
    ['{"method":"UNSUBSCRIBE","params":["a@b"],"id":"f0"}', { kind: 'unsubscribe', id: 'f0', names: ['a@b'] }],
    ['{"method":"LIST_SUBSCRIPTIONS","id":3}', { kind: 'list', id: 3 }],
    ['{"method":"SET_PROPERTY","params":["combined",true],"id":4}', { kind: 'setCombined', id: 4, isCombined: true }],
    ['{"method":"GET_PROPERTY","params":["combined"],"id":5}', { kind: 'getCombined', id: 5 }],
    ['{"method":"LIST_SUBSCRIPTIONS"}', { kind: 'list', id: null }],
  ])('reads %s', (text, message) => {
    expect(readControlMessage(text)).toEqual(message);
  });

  const variants = '`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`';

  it.each([
    ['nonsense', null, 3, /^Invalid JSON: expected value at line 1 column \d+$/],
    ['', null, 3, /^Invalid JSON: expected value at line 1 column 1$/],
    ['[1]', null, 3, /^Invalid JSON/],
    ['{"id":1}', 1, 2, 'Invalid request: missing field `method` at line 1 column 8'],
    [
      '{"method":"FOO","id":1}',
      1,
      2,
      `Invalid request: unknown variant \`FOO\`, expected one of ${variants} at line 1 column 15`,
    ],
    ['{"method":"LIST_SUBSCRIPTIONS","id":-1}', null, 2, 'Invalid request: request ID must be an unsigned integer'],
    ['{"method":"LIST_SUBSCRIPTIONS","id":1.5}', null, 2, 'Invalid request: request ID must be an unsigned integer'],
    ['{"method":"LIST_SUBSCRIPTIONS","id":{}}', null, 2, 'Invalid request: request ID must be an unsigned integer'],
    [
      `{"method":"LIST_SUBSCRIPTIONS","id":"${'x'.repeat(37)}"}`,
      null,
      2,
      'Invalid request: request ID must be an unsigned integer',
    ],
    ['{"method":"SUBSCRIBE","params":"a@b","id":1}', 1, 2, 'Invalid request: invalid stream'],
    ['{"method":"SUBSCRIBE","params":[1],"id":1}', 1, 2, 'Invalid request: invalid stream'],
    ['{"method":"LIST_SUBSCRIPTIONS","params":["x"],"id":1}', 1, 2, 'Invalid request: too many parameters'],
    ['{"method":"GET_PROPERTY","params":["combined","x"],"id":1}', 1, 2, 'Invalid request: too many parameters'],
    ['{"method":"GET_PROPERTY","params":[1],"id":1}', 1, 2, 'Invalid request: property name must be a string'],
    ['{"method":"GET_PROPERTY","params":["depth"],"id":1}', 1, 0, 'Unknown property'],
    ['{"method":"SET_PROPERTY","params":["combined","yes"],"id":1}', 1, 1, 'Invalid value type: expected Boolean'],
  ])('refuses %s', (text, id, code, message) => {
    const refusal = readControlMessage(text);
    expect(refusal).toMatchObject({ kind: 'refused', id, code });
    expect(refusal.kind === 'refused' && refusal.message).toEqual(
      message instanceof RegExp ? expect.stringMatching(message) : message,
    );
  });
});
