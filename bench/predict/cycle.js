import { firstValueFrom } from 'rxjs';
import { candidatesOf } from '../../dist/core/features/candidates.js';
import { IncrementalScan } from '../../dist/core/scoring/incrementalScan.js';
import { rulesFor } from '../scan/factors.js';
import { warmMarket } from '../scan/market.js';
import { median, significant } from '../lib/stats.js';
import { timedMs } from '../lib/timing.js';
import { trees, withPredictor } from './model.js';

const intervals = ['5m', '15m', '1h'];

/** A whole cycle: every window has moved, every symbol is a candidate. */
export const predictCycle = {
  name: 'predict.cycle',
  title: `A full scan of 600 symbols with a prediction for each, 3 intervals × 300 klines, all factors, ${trees}`,
  async run({ isQuick }) {
    const notes = [];
    const market = warmMarket({ symbolCount: 600, intervals, klines: 300 });
    const scan = new IncrementalScan(rulesFor(market));
    const candidates = candidatesOf({ intervals, benchmark: market.benchmark, minScore: 0 });
    const ms = await withPredictor(
      intervals,
      (note) => notes.push(note),
      async (predictor) => {
        const durations = { scan: [], features: [], model: [] };
        for (let round = -10; round < (isQuick ? 20 : 100); round += 1) {
          market.move(1);
          let scanned;
          let batch;
          const took = {
            scan: await timedMs(() => (scanned = scan.scan(market.input))),
            features: await timedMs(() => (batch = candidates(scanned, market.input.book))),
            model: await timedMs(() => firstValueFrom(predictor.predict(batch.batch, batch.symbols.length))),
          };
          if (batch.symbols.length !== 600) throw new Error(`only ${batch.symbols.length} symbols are candidates`);
          if (round >= 0) for (const [stage, durationMs] of Object.entries(took)) durations[stage].push(durationMs);
        }
        const whole = durations.scan.map((_, at) => durations.scan[at] + durations.features[at] + durations.model[at]);
        return Object.fromEntries(
          [...Object.entries(durations), ['whole', whole]].map(([name, all]) => [name, median(all)]),
        );
      },
    );
    if (!ms) return { rows: [], notes };
    return {
      rows: [
        { stage: 'scan', ms: significant(ms.scan) },
        { stage: 'features', ms: significant(ms.features) },
        { stage: 'model', ms: significant(ms.model) },
        { stage: 'whole cycle', ms: significant(ms.whole) },
      ],
      claims: [{ claim: '600 symbols with prediction', value: significant(ms.whole), unit: 'ms', limit: 60 }],
      notes: [
        'The scan and the features hold the main thread; the model has one of its own. In the scanner only symbols that reach `leaveScore` are candidates: here all are.',
      ],
    };
  },
};
