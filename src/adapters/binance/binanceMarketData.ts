import type { ConnectionGovernorPort, MarketData } from '../../ports/marketData.js';
import { binanceExchange } from './exchange.js';
import type { BinanceOptions } from './options.js';

export interface BinanceMarketData extends MarketData, ConnectionGovernorPort {
  /** Ends every REST connection; requests under way fail, waiting ones never leave. Sockets end with their feeds. */
  readonly close: () => Promise<void>;
}

/** The public data of Binance USD-M futures alone: `binanceExchange` for those who have no keys. */
export function binanceMarketData(options: BinanceOptions): BinanceMarketData {
  const { marketData, connectionBudget$, close } = binanceExchange(options);
  return { ...marketData, connectionBudget$, close };
}
