import { afterAll, describe, expect, it } from 'vitest';
import { RefusedConfig } from './configRefused.js';

const refused = new RefusedConfig();
afterAll(() => refused.remove());

describe('laws of the derivatives', () => {
  it('a sample of open interest does not grow stale between two requests', () => {
    expect(refused.refusalOfFile('derivatives: { openInterestPeriodMs: 900001 }\n')).toMatch(
      /`factors\.openInterestMaxAgeMs` must be at least twice `derivatives\.openInterestPeriodMs`; found 1800000 /,
    );
  });

  it('the samples reach back as far as the factor looks', () => {
    expect(refused.refusalOfFile('derivatives: { openInterestSamples: 12 }\n')).toMatch(
      /^`derivatives\.openInterestSamples` must be enough samples.*; found 12 /,
    );
    expect(refused.refusalOfFile('derivatives: { openInterestSamples: 1 }\n')).toContain(
      'must be a whole number from 2 to 1000',
    );
  });
});
