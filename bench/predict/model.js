import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { encodeModel, OnnxPredictor, writeModelFile } from '../../dist/adapters/onnx/index.js';
import { featureCount, featureHash, features } from '../../dist/core/features/featureList.js';
import { seededRandom } from '../lib/random.js';

const treeCount = 200;
const depth = 4;

/** Whole trees of questions about features taken at random. */
function wholeTree(random, left) {
  if (left === 0) return { value: Math.fround(0.02 * (random() - 0.5)) };
  const feature = Math.floor(random() * featureCount);
  const [least, most] = features[feature].range;
  const threshold = Math.fround(least + random() * (most - least));
  return { feature, threshold, below: wholeTree(random, left - 1), above: wholeTree(random, left - 1) };
}

/**
 * Runs `use` with a predictor at work on 200 trees, and ends it whatever happens. Resolves to what `use` does, or to
 * `undefined` when there is nothing to run a model with; `say` is then told why.
 */
export async function withPredictor(intervals, say, use) {
  const folder = await mkdtemp(join(tmpdir(), 'candlewick-bench-'));
  const random = seededRandom(1);
  const trees = Array.from({ length: treeCount }, () => wholeTree(random, depth));
  const hash = featureHash(intervals);
  const modelFile = join(folder, 'model.onnx');
  const facts = { featureHash: hash, trainedAt: '2026-01-01T00:00:00.000Z', samples: 1 };
  await writeModelFile(modelFile, encodeModel({ kind: 'trees', featureCount, bias: 0, trees }, facts));
  const predictor = new OnnxPredictor({ modelFile, featureHash: hash, featureCount, checkPeriodMs: 60_000 });
  const news = firstValueFrom(predictor.news$);
  const running = predictor.news$.subscribe();
  try {
    const said = await news;
    if (said.kind === 'loaded') return await use(predictor);
    say(said.reason);
    return undefined;
  } finally {
    running.unsubscribe();
    await rm(folder, { recursive: true, force: true });
  }
}

export const trees = `${treeCount} trees of depth ${depth}`;
