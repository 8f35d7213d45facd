import { daemonMemory } from './daemon/memory.js';
import { feedBurst } from './feed/burst.js';
import { feedCost } from './feed/cost.js';
import { feedSteady } from './feed/steady.js';
import { indicatorsBatch } from './indicators/batch.js';
import { indicatorsUpdate } from './indicators/update.js';
import { loopsNotifier } from './loops/notifier.js';
import { loopsVirtual } from './loops/virtual.js';
import { predictBatch } from './predict/batch.js';
import { predictCycle } from './predict/cycle.js';
import { scanGrowth } from './scan/growth.js';
import { scanIncremental } from './scan/incremental.js';
import { scanMemory } from './scan/memory.js';
import { scanPass } from './scan/pass.js';

/** Every case: `{ name, title, run({ isQuick }) }`, which resolves to `{ rows, claims, notes }` (see `lib/report.js`). */
export const cases = [
  feedCost,
  feedSteady,
  feedBurst,
  indicatorsBatch,
  indicatorsUpdate,
  scanPass,
  scanIncremental,
  scanGrowth,
  scanMemory,
  predictBatch,
  predictCycle,
  loopsVirtual,
  loopsNotifier,
  daemonMemory,
];
