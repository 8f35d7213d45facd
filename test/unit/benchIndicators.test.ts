import { describe, expect, it } from 'vitest';
import type { KlineWindow } from '../../src/core/windows/klineWindow.js';

interface Series {
  readonly window: KlineWindow;
}
interface Library {
  readonly label: string;
  readonly batch: (name: string) => (series: Series) => unknown;
  readonly valuesAt: (name: string, result: unknown, back: number) => number[];
}
interface Ours extends Library {
  readonly update: (name: string) => (window: KlineWindow) => unknown;
}

const load = async (file: string): Promise<unknown> =>
  import(new URL(`../../bench/indicators/${file}`, import.meta.url).href);

// Loads the built project, which `npm test` builds first.
const { indicatorNames } = (await load('common.js')) as { indicatorNames: readonly string[] };
const { ours } = (await load('ours.js')) as { ours: Ours };
const { theirs } = (await load('table.js')) as { theirs: readonly Library[] };
const { inventedSeries } = (await load('series.js')) as {
  inventedSeries: (shape: { count: number; klines: number }) => readonly Series[];
};
const { checkAgreement } = (await load('agreement.js')) as {
  checkAgreement: (ours: Library, theirs: Library, series: readonly Series[]) => void;
};

const series = inventedSeries({ count: 3, klines: 300 });

describe.each(theirs)('the indicators that are measured against $label', (library) => {
  it('mean the same, as far as they are defined alike', () => {
    expect(() => checkAgreement(ours, library, series)).not.toThrow();
  });

  it.each(indicatorNames)('are not measured when those of %s do not', (wrong) => {
    const valuesAt = (name: string, result: unknown, back: number) =>
      library.valuesAt(name, result, back).map((value) => (name === wrong ? value * 1.01 : value));
    expect(() => checkAgreement(ours, { ...library, valuesAt }, series)).toThrow(`${wrong} `);
  });
});

it.each(indicatorNames)('the newest value of %s alone is that of the whole window', (name) => {
  for (const each of series) {
    const whole = ours.valuesAt(name, ours.batch(name)(each), 0);
    const newest = ours.valuesAt(name, ours.update(name)(each.window), 0);
    newest.forEach((value, index) => expect(value).toBeCloseTo(whole[index]!, 7));
  }
});
