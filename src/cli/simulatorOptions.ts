import type { Config } from '../config/schema.js';
import type { SimulatorThreadOptions } from '../simulator/simulatorThread.js';

/** The `simulator` section as the simulator takes it; `port` 0 lets the system choose one. */
export function simulatorOptions({ simulator, exchange }: Config): SimulatorThreadOptions {
  const { market, seed, maxSymbols, speed, startTime, dataDir, flatFinals } = simulator;
  const startMs = startTime === null ? {} : { startMs: Date.parse(startTime) };
  const source =
    market === 'recorded'
      ? { kind: market, dataDir: dataDir ?? '', ...startMs }
      : { kind: market, seed, ...(maxSymbols !== null && { maxSymbols }), ...startMs };
  return { market: source, speed, flatFinals, port: 0, weightLimitPerMinute: exchange.weightLimitPerMinute };
}
