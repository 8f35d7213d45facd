import type { ScannerConfig } from '../../src/app/createScanner.js';
import { configSchema } from '../../src/config/schema.js';

type Sections = { readonly [K in keyof ScannerConfig]?: Partial<ScannerConfig[K]> };

/** The default configuration of a scanner, with some keys of some sections replaced. */
export function scannerConfig(sections: Sections = {}): ScannerConfig {
  const { exchange, feeds, account, windows, universe, scan, factors } = configSchema.parse({});
  return {
    exchange: { ...exchange, ...sections.exchange },
    feeds: { ...feeds, ...sections.feeds },
    account: { ...account, ...sections.account },
    windows: { ...windows, ...sections.windows },
    universe: { ...universe, ...sections.universe },
    scan: { ...scan, ...sections.scan },
    factors: { ...factors, ...sections.factors },
  };
}
