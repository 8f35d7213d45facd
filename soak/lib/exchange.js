import { setTimeout as wait } from 'node:timers/promises';
import { startSimulatorThread } from '../../dist/simulator/index.js';
import { weightLimitPerMinute } from './settings.js';

/** Nobody's: they open the simulated account only. */
export const accountKeys = { apiKey: 'soak-key', apiSecret: 'soak-secret' };

const depositEveryMs = 500;

/** Starts the hostile exchange, a simulator in a thread with an account on which something happens all the time. */
export async function startExchange({ seed, speed }) {
  const exchange = await startSimulatorThread({
    market: { kind: 'synthetic', seed },
    speed,
    weightLimitPerMinute,
    account: { ...accountKeys, balanceUsdt: 1_000 },
  });
  const deposits = setInterval(() => void exchange.account({ do: 'deposit', amount: 1 }), depositEveryMs);
  const stop = () => {
    clearInterval(deposits);
    return exchange.stop();
  };
  return { ...exchange, stop };
}

const lookEveryMs = 20;

/** Resolves when somebody has connected, or when `isOver` aborts. */
export async function untilConnected({ stats }, isOver) {
  while (!isOver.aborted && (await stats()).connections === 0) await wait(lookEveryMs);
}

/** What the simulator knows of the run. */
export async function recordsOf({ url, stats, faults }) {
  const tell = async (what) => (await fetch(`${url}/simulator/${what}`)).json();
  return {
    stats: await stats(),
    faults: await faults(),
    connections: await tell('connections'),
    corrections: await tell('corrections'),
  };
}
