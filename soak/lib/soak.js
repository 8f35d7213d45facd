import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runDaemon } from './daemon.js';
import { accountKeys, recordsOf, startExchange, untilConnected } from './exchange.js';
import { outcomeOf } from './outcome.js';
import { planFaults } from './plan.js';
import { daemonConfig } from './settings.js';

/** What the process takes to start and to connect. */
const startMs = 2_000;
/** After the last fault: long enough for a connection to come back and for what it missed to be fetched. */
const quietMs = 12_000;

/**
 * Runs the daemon against the hostile exchange and says what came of it. Things begin to go wrong when its first connection
 * stands, while the windows are still being filled. What both sides had to say stays in `folder`.
 */
export async function soak(args, folder) {
  const overMs = args.minutes * 60_000;
  const plan = planFaults({ count: args.faults, overMs, quietMs, seed: args.seed });
  const exchange = await startExchange(args);
  try {
    const config = daemonConfig({ ...exchange, ...args });
    const ending = new AbortController();
    const running = runDaemon({ config, forMs: startMs + overMs + quietMs, folder, keys: accountKeys });
    const end = running.finally(() => ending.abort());
    await untilConnected(exchange, ending.signal);
    await Promise.all(plan.map((fault) => exchange.inject(fault)));
    const run = await end;
    const records = await recordsOf(exchange);
    await writeFile(join(folder, 'exchange.json'), JSON.stringify(records, null, 1));
    return outcomeOf({ args, plan, run, records });
  } finally {
    await exchange.stop();
  }
}
