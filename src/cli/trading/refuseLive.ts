import type { Config } from '../../config/schema.js';
import { readSecret } from '../../config/secret.js';
import { BadInputError } from '../../domain/errors.js';

export interface LiveWish {
  readonly config: Pick<Config, 'trading' | 'exchange'>;
  /** `--live-orders` was given. */
  readonly isWanted: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Refuses live trading with a `BadInputError`: without all that it needs (`trading.mode`, the flag, the live profile,
 * keys) since nothing may be sent by mistake, and with all of that since it is not there yet.
 */
export function refuseLive({ config, isWanted, env }: LiveWish): void {
  const isLive = config.trading.mode === 'live';
  if (!isLive && !isWanted) return;
  const missing = [
    ...(isLive ? [] : ['`trading.mode: live`']),
    ...(isWanted ? [] : ['`--live-orders`']),
    ...(config.exchange.mode === 'live' ? [] : ['the live profile']),
    ...(hasKeys(env) ? [] : ['BINANCE_API_KEY and BINANCE_API_SECRET in the environment']),
  ];
  const place = isLive ? 'trading.mode' : 'flag --live-orders';
  const found = missing.length === 0 ? 'all that it needs' : `no ${missing.join(', no ')}`;
  const reason = missing.length === 0 ? '' : `, and it would need ${missing.join(', ')} as well`;
  throw new BadInputError(
    `live trading is not available yet${reason}; set \`trading.mode\` to paper or off, and leave \`--live-orders\` out`,
    { place, found, expected: 'paper or off' },
  );
}

const hasKeys = (env: NodeJS.ProcessEnv): boolean =>
  ['BINANCE_API_KEY', 'BINANCE_API_SECRET'].every((name) => readSecret(env, name) !== undefined);
