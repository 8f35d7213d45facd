import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readSecret, Secret } from '../../src/config/secret.js';
import { BadInputError } from '../../src/domain/errors.js';
import { pino } from 'pino';

const text = 'hush-hush-key';
const secret = new Secret(text);

const logged = (value: object): string => {
  const lines: string[] = [];
  pino({}, { write: (line: string) => lines.push(line) }).info(value, 'a line');
  return lines.join('');
};

describe('Secret', () => {
  it.each<[string, () => string]>([
    ['a template string', () => `${String(secret)} ${[secret].join()}`],
    ['JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['util.inspect', () => inspect({ secret, deep: { secret } }, { showHidden: true, depth: null })],
    ['util.format', () => format('%s %o %O %j', secret, secret, secret, secret)],
    ['a pino line', () => logged({ secret, deep: { secret } })],
    ['a pino line of an error', () => logged(new BadInputError('bad', { place: 'here' }, { cause: { secret } }))],
    ['its own keys', () => inspect([Reflect.ownKeys(secret), Object.entries(secret), Object.assign({}, secret)])],
    ['a structured clone', () => inspect(structuredClone({ secret }))],
    ['an error that could not use it', () => catchMessage(() => BigInt(secret as unknown as string))],
  ])('is not seen in %s', (_, print) => {
    expect(print()).not.toContain(text);
  });

  it('prints as three stars', () => {
    expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual(['***', '"***"', '***']);
  });

  it('gives its text only when asked', () => {
    expect(secret.reveal()).toBe(text);
  });
});

describe('readSecret', () => {
  it('takes white space off, as the line end of a key copied from a file', () => {
    expect(readSecret({ KEY: ` ${text}\n` }, 'KEY')?.reveal()).toBe(text);
  });

  it.each([[{}], [{ KEY: '' }], [{ KEY: ' \n' }], [{ KEY: undefined }]])('finds nothing in %o', (env) => {
    expect(readSecret(env, 'KEY')).toBeUndefined();
  });
});

function catchMessage(run: () => unknown): string {
  try {
    return String(run());
  } catch (error) {
    return inspect(error);
  }
}
