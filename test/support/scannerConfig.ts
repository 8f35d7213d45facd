import type { ScannerConfig } from '../../src/app/scanner.js';
import { configSchema } from '../../src/config/schema.js';

type Sections = { readonly [K in keyof ScannerConfig]?: Partial<ScannerConfig[K]> };

const { factors: usualFactors } = configSchema.parse({});

/** Factors that read nothing but klines: no mark prices, open interest or spreads are asked for beside them. */
export const klinesOnly: ScannerConfig['factors'] = {
  ...usualFactors,
  weights: { ...usualFactors.weights, basisFunding: 0, openInterest: 0, liquidity: 0 },
};

/** The default configuration of a scanner, with some keys of some sections replaced. */
export function scannerConfig(sections: Sections = {}): ScannerConfig {
  const { exchange, feeds, account, windows, derivatives, spot, universe, scan, factors } = configSchema.parse({});
  return {
    exchange: { ...exchange, ...sections.exchange },
    feeds: { ...feeds, ...sections.feeds },
    account: { ...account, ...sections.account },
    windows: { ...windows, ...sections.windows },
    derivatives: { ...derivatives, ...sections.derivatives },
    spot: { ...spot, ...sections.spot },
    universe: { ...universe, ...sections.universe },
    scan: { ...scan, ...sections.scan },
    factors: { ...factors, ...sections.factors },
  };
}
