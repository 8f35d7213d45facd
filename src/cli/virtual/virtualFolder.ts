import { join } from 'node:path';
import type { Config } from '../../config/schema.js';
import { hashText } from '../../core/scoring/hashText.js';

/** Where virtual positions and samples of the configured market are kept; `undefined` when nothing is to be kept. */
export function virtualFolder({ state, exchange, simulator }: Pick<Config, 'state' | 'exchange' | 'simulator'>) {
  if (state.folder === null) return undefined;
  // At another speed it is the same market.
  const { speed: _, ...made } = simulator;
  const market =
    exchange.mode === 'simulated'
      ? `simulated-${hashText(JSON.stringify(made)).slice(0, 8)}`
      : new URL(exchange.restUrl).host.replaceAll(/[^\w.-]/g, '-');
  return join(state.folder, 'virtual', market);
}
