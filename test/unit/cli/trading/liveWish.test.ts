import { expect, it } from 'vitest';
import { refuseHalfLive, type LiveWish } from '../../../../src/cli/trading/liveWish.js';
import { configSchema } from '../../../../src/config/schema.js';
import { BadInputError } from '../../../../src/domain/errors.js';

const whole: LiveWish = {
  config: configSchema.parse({ trading: { mode: 'live' }, exchange: { mode: 'live' }, state: { folder: 'state' } }),
  isWanted: true,
  env: { BINANCE_API_KEY: 'canaryKey', BINANCE_API_SECRET: 'canarySecret' },
};
const withConfig = (given: object): LiveWish => ({
  ...whole,
  config: { ...whole.config, ...given },
});

it('lets through what has all that live trading needs, and what has no wish for it', () => {
  expect(() => refuseHalfLive(whole)).not.toThrow();
  const paper = configSchema.parse({});
  expect(() => refuseHalfLive({ config: paper, isWanted: false, env: {} })).not.toThrow();
});

it.each<[string, LiveWish, string]>([
  ['the flag', { ...whole, isWanted: false }, '`--live-orders` as well'],
  ['the mode', withConfig({ trading: configSchema.parse({}).trading }), '`trading.mode: live` as well'],
  [
    'the live profile',
    withConfig({ exchange: { ...whole.config.exchange, mode: 'simulated' } }),
    'the live profile as',
  ],
  ['a secret', { ...whole, env: { BINANCE_API_KEY: 'canaryKey' } }, 'BINANCE_API_KEY and BINANCE_API_SECRET in the'],
  ['a folder', withConfig({ state: { folder: null } }), '`state.folder`, in which positions outlive the run as well'],
  ['most of it', { ...withConfig({ state: { folder: null } }), env: {} }, 'environment, `state.folder`'],
])('refuses to trade live without %s, in one sentence without keys', (_, wish, missing) => {
  const refuse = (): void => refuseHalfLive(wish);
  expect(refuse).toThrow(BadInputError);
  expect(refuse).toThrow(/^live trading needs .* so nothing is sent; without that set `trading.mode` to paper or off/);
  expect(refuse).toThrow(missing);
  expect(refuse).not.toThrow('canary');
});
