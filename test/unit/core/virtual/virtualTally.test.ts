import { expect, it } from 'vitest';
import { VirtualTally } from '../../../../src/core/virtual/virtualTally.js';
import type { Sample } from '../../../../src/domain/sample.js';
import { plantedSamples } from '../../../support/samples.js';

const [plain] = plantedSamples({ count: 1 });
const sample = (given: Partial<Sample>): Sample => ({
  ...plain!,
  outcome: 0,
  returnRatio: -0.02,
  bestRatio: 0.01,
  worstRatio: 0.02,
  ...given,
});

it('adds samples up by what ended them, by score, and by what each factor said', () => {
  const tally = new VirtualTally();
  tally.add(sample({ exit: 'stop', score: -62, factors: { trend: 0.5, volume: -0.1, flat: 0 } }));
  tally.add(sample({ exit: 'target', score: 64.9, outcome: 1, returnRatio: 0.04, factors: { trend: 0.2 } }));
  tally.add(sample({ exit: 'timeout', score: 100, bestRatio: 0.03, factors: { trend: -0.2 } }));
  tally.add(sample({ bestRatio: undefined, worstRatio: undefined }));
  const { all, byExit, byScore, byFactor } = tally.statistics;
  expect(all).toMatchObject({ samples: 4, hitRatio: 0.25 });
  expect(all.meanReturnRatio).toBeCloseTo(-0.005, 12);
  expect(all.meanBestRatio).toBeCloseTo(0.05 / 3, 12);
  expect(byExit.map(({ exit, samples }) => [exit, samples])).toEqual([
    ['stop', 1],
    ['target', 1],
    ['timeout', 1],
  ]);
  expect(byScore.map(({ fromScore, samples, hitRatio }) => [fromScore, samples, hitRatio])).toEqual([
    [60, 2, 0.5],
    [95, 1, 0],
  ]);
  expect(byFactor.map(({ factor, spoke, samples, hitRatio }) => [factor, spoke, samples, hitRatio])).toEqual([
    ['trend', 'for', 2, 0.5],
    ['trend', 'against', 1, 0],
    ['volume', 'for', 0, undefined],
    ['volume', 'against', 1, 0],
  ]);
});

it('has no means of nothing', () => {
  const nothing = { samples: 0, hitRatio: undefined, meanReturnRatio: undefined, meanBestRatio: undefined };
  expect(new VirtualTally().statistics).toMatchObject({ all: nothing, byExit: [], byScore: [], byFactor: [] });
});
