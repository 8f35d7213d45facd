import { describe, expect, it } from 'vitest';
import { blockInterval, type BlockRules, type Estimate } from '../../../../src/core/evaluation/blockInterval.js';
import { hitInterval } from '../../../../src/core/evaluation/hitRatio.js';
import { acrossSymbols, overTime, type Panel } from '../../../../src/core/evaluation/rankCorrelation.js';
import { seededRandom } from '../../../../src/core/evaluation/seededRandom.js';

interface Drawn {
  readonly said: Panel;
  readonly came: Panel;
}

interface DrawOptions {
  readonly symbols: number;
  readonly instants: number;
  readonly horizon: number;
  readonly seed: number;
  /** `random`: drawn anew each time; `past`: the return of the last `look` instants; `future`: some of what will come. */
  readonly what: 'random' | 'past' | 'future';
}

const look = 48;

/** Prices that walk at random, mostly together, in calm and wild times; what is said of them, and what came. */
function draw({ symbols, instants, horizon, seed, what }: DrawOptions): Drawn {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const length = instants + look + horizon + 1;
  const logs = Array.from({ length: symbols }, () => new Float64Array(length));
  let size = 1;
  for (let at = 1; at < length; at += 1) {
    size = Math.exp(0.97 * Math.log(size) + 0.1 * normal());
    const common = normal();
    for (const log of logs) log[at] = log[at - 1]! + size * (0.8 * common + 0.6 * normal());
  }
  const said = new Float64Array(instants * symbols);
  const came = new Float64Array(instants * symbols);
  for (let instant = 0; instant < instants; instant += 1) {
    for (const [symbol, log] of logs.entries()) {
      const at = instant + look;
      const cell = instant * symbols + symbol;
      came[cell] = log[at + horizon]! - log[at]!;
      if (what === 'past') said[cell] = log[at]! - log[at - look]!;
      else said[cell] = normal() + (what === 'future' ? 0.5 * came[cell] : 0);
    }
  }
  return { said: { values: said, symbols }, came: { values: came, symbols } };
}

const rulesFor = (horizon: number, seed = 1): BlockRules => ({
  blockLength: Math.max(12, 2 * horizon),
  overlap: horizon,
  resamples: 400,
  seed,
  tails: 0.05,
});

const zero = { said: 'zero', came: 'zero' } as const;
const holdsZero = ({ low, high }: Estimate): boolean => low <= 0 && high >= 0;

/** How many of so many intervals hold the truth, which is zero. */
function held(options: Omit<DrawOptions, 'seed'>, isAcross: boolean, draws = 120): number {
  let count = 0;
  for (let seed = 1; seed <= draws; seed += 1) {
    const { said, came } = draw({ ...options, seed });
    const estimate = blockInterval(
      isAcross ? acrossSymbols(said, came) : overTime(said, came, zero),
      rulesFor(options.horizon),
    );
    if (holdsZero(estimate!)) count += 1;
  }
  return count / draws;
}

describe('an interval of 95 %', { timeout: 60_000 }, () => {
  // Of 120 draws with a chance of 0.95, fewer than 104 (0.867) hold it in one of 2,000 such tests.
  it.each([
    { what: 'random', horizon: 1 },
    { what: 'random', horizon: 24 },
    { what: 'past', horizon: 1 },
    { what: 'past', horizon: 24 },
  ] as const)('across symbols holds the truth at about its rate: $what, $horizon ahead', ({ what, horizon }) => {
    expect(held({ what, horizon, symbols: 12, instants: 288 }, true)).toBeGreaterThan(0.866);
  });

  it.each([
    { what: 'random', horizon: 1 },
    { what: 'random', horizon: 24 },
    { what: 'past', horizon: 1 },
    { what: 'past', horizon: 24 },
  ] as const)('over time holds the truth at about its rate: $what, $horizon ahead', ({ what, horizon }) => {
    expect(held({ what, horizon, symbols: 4, instants: 576 }, false)).toBeGreaterThan(0.866);
  });

  it('over time would be fooled by past prices, were ranks taken about their middle', () => {
    const middle = { said: 'middle', came: 'middle' } as const;
    const biases = [zero, middle].map((origins) => {
      let sum = 0;
      for (let seed = 1; seed <= 40; seed += 1) {
        const { said, came } = draw({ what: 'past', horizon: 24, symbols: 4, instants: 240, seed });
        sum += blockInterval(overTime(said, came, origins), rulesFor(24))!.value;
      }
      return sum / 40;
    });
    expect(biases[1]).toBeLessThan(-0.08);
    expect(Math.abs(biases[0]!)).toBeLessThan(Math.abs(biases[1]!) / 2);
  });

  it('leaves out zero for what knows some of the future', () => {
    for (const horizon of [1, 24]) {
      const { said, came } = draw({ what: 'future', horizon, symbols: 12, instants: 480, seed: 1 });
      for (const found of [acrossSymbols(said, came), overTime(said, came, zero)]) {
        const estimate = blockInterval(found, rulesFor(horizon))!;
        expect(estimate.low).toBeGreaterThan(0.1);
        expect(estimate.value).toBeGreaterThan(0.2);
      }
    }
  });
});

describe('the bootstrap', () => {
  const { said, came } = draw({ what: 'random', horizon: 12, symbols: 12, instants: 240, seed: 5 });
  const found = acrossSymbols(said, came);

  it('gives the same interval with the same seed, and nearly the same with another', () => {
    const one = blockInterval(found, rulesFor(12, 1))!;
    expect(blockInterval(found, rulesFor(12, 1))).toEqual(one);
    const other = blockInterval(found, rulesFor(12, 2))!;
    expect(other).not.toEqual(one);
    expect(other.value).toBe(one.value);
    expect(other.standardError / one.standardError).toBeCloseTo(1, 0);
  });

  it('sees that what repeats itself is no more evidence', () => {
    const values = Float64Array.from({ length: 100 }, (_, at) => Math.sin(at * at));
    const repeated = Float64Array.from({ length: 1_200 }, (_, at) => values[Math.floor(at / 12)]!);
    const rules = { resamples: 2_000, seed: 1, tails: 0.05, overlap: 1 };
    const ones = (length: number): Float64Array => new Float64Array(length).fill(1);
    const once = blockInterval({ sums: values, counts: ones(100) }, { ...rules, blockLength: 4 })!;
    const often = blockInterval({ sums: repeated, counts: ones(1_200) }, { ...rules, blockLength: 48 })!;
    expect(often.value).toBeCloseTo(once.value, 10);
    expect(often.standardError / once.standardError).toBeGreaterThan(0.85);
    expect(often.standardError / once.standardError).toBeLessThan(1.15);
  });

  it('says nothing of less than three blocks, or of three in which only two hold anything', () => {
    const sums = Float64Array.from({ length: 36 }, (_, at) => at % 2);
    const counts = new Float64Array(36).fill(1);
    const rules = { ...rulesFor(1), blockLength: 12 };
    expect(blockInterval({ sums, counts }, rules)?.blocks).toBe(3);
    expect(blockInterval({ sums: sums.slice(1), counts: counts.slice(1) }, rules)).toBeUndefined();
    expect(blockInterval({ sums, counts: counts.map((_, at) => (at < 12 || at > 23 ? 1 : 0)) }, rules)).toBeUndefined();
    expect(blockInterval({ sums: new Float64Array(36), counts: new Float64Array(36) }, rules)).toBeUndefined();
  });
});

describe('correlation across symbols', () => {
  it('is not asked of few symbols', () => {
    const { said, came } = draw({ what: 'random', horizon: 1, symbols: 9, instants: 50, seed: 1 });
    expect(acrossSymbols(said, came).counts.every((count) => count === 0)).toBe(true);
  });

  it('does not see what moves all alike', () => {
    const { said, came } = draw({ what: 'random', horizon: 1, symbols: 12, instants: 50, seed: 1 });
    const lifted = came.values.map((value, cell) => value + 100 * Math.sin(Math.floor(cell / 12)));
    expect([...acrossSymbols(said, { values: lifted, symbols: 12 }).sums].map((rho) => rho.toFixed(9))).toEqual(
      [...acrossSymbols(said, came).sums].map((rho) => rho.toFixed(9)),
    );
  });
});

describe('the interval of a hit ratio', () => {
  it('does not believe that five hits of five prove much', () => {
    const estimate = { value: 1, low: 1, high: 1, standardError: 0, blocks: 5 };
    const { low, high } = hitInterval({ count: 5, hits: 5, estimate }, 0.05)!;
    expect(low).toBeLessThan(0.5);
    expect(high).toBe(1);
  });

  it('is as wide as the blocks say, when signals come in swarms', () => {
    const estimate = { value: 0.6, low: 0, high: 0, standardError: 0.2, blocks: 11 };
    const { low, high } = hitInterval({ count: 1_000, hits: 600, estimate }, 0.05)!;
    expect(low).toBeCloseTo(0.6 - 2.2281 * 0.2, 3);
    expect(high).toBe(1);
  });
});
