import { fileURLToPath } from 'node:url';
import { withChild } from '../lib/childProcess.js';
import { significant } from '../lib/stats.js';

const file = fileURLToPath(new URL('memoryProcess.js', import.meta.url));
const shape = { symbolCount: 600, intervals: ['1m', '5m', '15m', '1h'], klines: 300 };

/** What the windows of the whole market occupy, in a process of its own after a garbage collection. */
export const scanMemory = {
  name: 'scan.memory',
  title: 'Memory of 600 × 4 windows of 300 klines',
  async run() {
    const { buffersBytes, liveBytes } = await withChild(file, { execArgv: ['--expose-gc'] }, (child) =>
      child.ask({ to: 'measure', shape }),
    );
    const mb = (bytes) => significant(bytes / 1e6);
    return {
      rows: [{ '': 'windows and their sequencers', 'columns MB': mb(buffersBytes), 'all MB': mb(liveBytes) }],
      claims: [{ claim: 'live memory', value: mb(liveBytes), unit: 'MB', limit: 60 }],
    };
  },
};
