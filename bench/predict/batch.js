import { firstValueFrom } from 'rxjs';
import { featureCount } from '../../dist/core/features/featureList.js';
import { seededRandom } from '../lib/random.js';
import { median, significant } from '../lib/stats.js';
import { timedMs } from '../lib/timing.js';
import { trees, withPredictor } from './model.js';

const rows = 600;

/** All candidates of a cycle at once, as the scanner asks, against one after the other. */
export const predictBatch = {
  name: 'predict.batch',
  title: `600 × 31 features to a model in a thread of its own, ${trees}`,
  async run({ isQuick }) {
    const notes = [];
    const random = seededRandom(2);
    const batch = Float32Array.from({ length: rows * featureCount }, () => 2 * random() - 1);
    const single = Array.from({ length: rows }, (_, row) => batch.slice(row * featureCount, (row + 1) * featureCount));
    const ms = await withPredictor(
      ['5m', '1h'],
      (note) => notes.push(note),
      async (predictor) => {
        const predict = (of, count) => firstValueFrom(predictor.predict(of, count));
        const works = {
          batch: () => predict(batch, rows),
          calls: async () => {
            for (const row of single) await predict(row, 1);
          },
        };
        const durations = { batch: [], calls: [] };
        for (let round = isQuick ? -2 : -5; round < (isQuick ? 10 : 50); round += 1)
          for (const [name, work] of Object.entries(works)) {
            const durationMs = await timedMs(work);
            if (round >= 0) durations[name].push(durationMs);
          }
        return { batch: median(durations.batch), calls: median(durations.calls) };
      },
    );
    if (!ms) return { rows: [], notes };
    return {
      rows: [
        { asked: 'once, for 600 rows', ms: significant(ms.batch) },
        { asked: '600 times, for one row', ms: significant(ms.calls) },
      ],
      claims: [
        { claim: 'one batch', value: significant(ms.batch), unit: 'ms', limit: 10 },
        { claim: 'one batch against 600 calls', value: significant(ms.batch / ms.calls), unit: '×', limit: 0.5 },
      ],
      notes: ['From the main thread to the answer in it, with the way to the thread of the model and back.'],
    };
  },
};
