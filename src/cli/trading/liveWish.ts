import type { Config } from '../../config/schema.js';
import { readSecret } from '../../config/secret.js';
import { BadInputError } from '../../domain/errors.js';

export interface LiveWish {
  readonly config: Pick<Config, 'trading' | 'exchange' | 'state'>;
  /** `--live-orders` was given. */
  readonly isWanted: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Refuses to trade live, with a `BadInputError`, unless everything is there that it needs: `trading.mode`, the flag, the
 * live profile, keys, and a folder in which positions outlive the run. Nothing is sent by mistake.
 */
export function refuseHalfLive({ config, isWanted, env }: LiveWish): void {
  const isLive = config.trading.mode === 'live';
  if (!isLive && !isWanted) return;
  const missing = [
    ...(isLive ? [] : ['`trading.mode: live`']),
    ...(isWanted ? [] : ['`--live-orders`']),
    ...(config.exchange.mode === 'live' ? [] : ['the live profile']),
    ...(hasKeys(env) ? [] : ['BINANCE_API_KEY and BINANCE_API_SECRET in the environment']),
    ...(config.state.folder === null ? ['`state.folder`, in which positions outlive the run'] : []),
  ];
  if (missing.length === 0) return;
  const place = isLive ? 'trading.mode' : 'flag --live-orders';
  throw new BadInputError(
    `live trading needs ${missing.join(', ')} as well, so nothing is sent; without that set \`trading.mode\` to paper or off and leave \`--live-orders\` out`,
    { place, found: `no ${missing.join(', no ')}`, expected: 'all that live trading needs' },
  );
}

const hasKeys = (env: NodeJS.ProcessEnv): boolean =>
  ['BINANCE_API_KEY', 'BINANCE_API_SECRET'].every((name) => readSecret(env, name) !== undefined);
