import { afterAll, describe, expect, it } from 'vitest';
import { RefusedConfig } from './configRefused.js';

const refused = new RefusedConfig();
afterAll(() => refused.remove());

describe('laws of prediction', () => {
  it('nothing can be held back for its probability without a model', () => {
    expect(refused.refusalOfFile('prediction: { minProbability: 0.5 }\n')).toMatch(
      /`prediction\.minProbability` must be null without `prediction\.modelFile`; found 0\.5 /,
    );
  });

  it('a probability is at most 1', () => {
    expect(refused.refusalOfFile('prediction: { modelFile: m.onnx, minProbability: 1.5 }\n')).toMatch(
      /`prediction\.minProbability` at my\.yaml:1 must be a number from 0 to 1, or null; found 1\.5$/,
    );
  });
});
