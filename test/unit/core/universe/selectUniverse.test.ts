import { describe, expect, it } from 'vitest';
import { toCandidates, type UniverseLook } from '../../../../src/core/universe/candidate.js';
import type { UniverseRules } from '../../../../src/core/universe/rules.js';
import { selectUniverse, type ChosenElite, type SelectOptions } from '../../../../src/core/universe/selectUniverse.js';
import { withPinned, type UniverseSelection } from '../../../../src/core/universe/selection.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import { dayOf, listed } from '../../../support/candidates.js';
import { universeRules } from '../../../support/universeRules.js';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 0, 31);
const atHour = (hour: number): number => startMs + hour * hourMs;

const instruments = [
  listed('A'),
  listed('B'),
  listed('币安人生USDT'),
  listed('SETTLED', { status: 'SETTLING' }),
  listed('TESLA', { contractType: 'TRADIFI_PERPETUAL', underlyingType: 'EQUITY' }),
  listed('QUARTER', { contractType: 'CURRENT_QUARTER' }),
  listed('USDC', { quoteAsset: 'USDC' }),
  listed('QUIET'),
  listed('UNKNOWN'),
];
const tickers = [
  ...instruments.map(({ symbol }) => dayOf(symbol, 5_000_000)),
  dayOf('B', 9_000_000),
  dayOf('QUIET', 2_999_999.99),
].filter(({ symbol }) => symbol !== 'UNKNOWN');
const wholeMarket: UniverseLook = {
  atMs: startMs,
  candidates: toCandidates({ instruments, tickers, bookTickers: [] }),
};

/** What is listed at an hour, with its turnover in millions. */
const lookAt = (hour: number, millions: Readonly<Record<string, number>>): UniverseLook => ({
  atMs: atHour(hour),
  candidates: toCandidates({
    instruments: Object.keys(millions).map((name) => listed(name)),
    tickers: Object.entries(millions).map(([name, million]) => dayOf(name, million * 1e6)),
    bookTickers: [],
  }),
});
const symbolsOf = ({ members }: UniverseSelection): readonly string[] => members.map(({ symbol }) => symbol);
const poolsOf = ({ members }: UniverseSelection) =>
  Object.fromEntries(members.map(({ symbol, pools }) => [symbol, pools.join('+')]));
const reasonsOf = ({ refused }: UniverseSelection) =>
  Object.fromEntries(refused.map(({ symbol, filter, reason }) => [symbol, `${filter}: ${reason}`]));
const select = (look: UniverseLook, rules: UniverseRules = universeRules(), elite?: ChosenElite) =>
  selectUniverse(look, { rules, refreshPeriodMs: hourMs, elite });

/** The selections of look after look. */
function selections(
  looks: readonly UniverseLook[],
  options: Partial<SelectOptions> = {},
): readonly UniverseSelection[] {
  let elite: ChosenElite | undefined;
  return looks.map((look) => {
    const step = selectUniverse(look, { rules: universeRules(), refreshPeriodMs: hourMs, ...options, elite });
    ({ elite } = step);
    return step.selection;
  });
}

describe('the first look', () => {
  it('keeps trading perpetuals in the quote asset with the turnover, most liquid first, then by name', () => {
    expect(symbolsOf(select(wholeMarket).selection)).toEqual(['B', 'A', '币安人生USDT']);
  });

  it.each([
    [{ maxSymbols: 2 }, ['B', 'A']],
    [{ blacklist: ['B'] }, ['A', '币安人生USDT']],
    [{ blacklist: ['*USDT', 'B'] }, ['A']],
    [{ minQuoteVolume24h: 0 }, ['B', 'A', '币安人生USDT', 'QUIET', 'UNKNOWN']],
    [{ quoteAsset: 'USDC' }, ['USDC']],
    [{ contractTypes: ['PERPETUAL', 'TRADIFI_PERPETUAL'] }, ['B', 'A', 'TESLA', '币安人生USDT']],
    [{ contractTypes: ['TRADIFI_PERPETUAL'], underlyingTypes: ['COIN'] }, []],
    [{ symbols: ['QUIET', 'A'] }, ['A', 'QUIET']],
    [{ symbols: ['QUIET', 'A'], blacklist: ['A'] }, ['QUIET']],
    [{ symbols: ['?', 'Q*'] }, ['B', 'A', 'QUIET']],
    [{ filters: [{ name: 'OffsetFilter', offset: 1, limit: 1 }] }, ['A']],
    [{ elite: { filters: [{ name: 'VolumePairList', top: 1 }] } }, ['B']],
  ] as const)('with %j gives %j', (more, expected) => {
    expect(symbolsOf(select(wholeMarket, universeRules(more)).selection)).toEqual(expected);
  });

  it('tells of each listed symbol, once, why it is in or which filter refused it', () => {
    const { selection } = select(wholeMarket, universeRules({ maxSymbols: 2 }));
    expect(selection).toMatchObject({ atMs: startMs, eliteAtMs: startMs });
    expect(selection.members).toEqual([
      { symbol: 'B', pools: ['elite'], quoteVolume24h: 9_000_000, why: ['it passed every filter'] },
      { symbol: 'A', pools: ['elite'], quoteVolume24h: 5_000_000, why: ['it passed every filter'] },
    ]);
    expect(reasonsOf(selection)).toEqual({
      币安人生USDT: 'maxSymbols: its place is 3, beyond the first 2',
      SETTLED: 'StatusFilter: its status is SETTLING, not TRADING',
      TESLA: 'ContractTypeFilter: its contract type is TRADIFI_PERPETUAL, not PERPETUAL',
      QUARTER: 'ContractTypeFilter: its contract type is CURRENT_QUARTER, not PERPETUAL',
      USDC: 'QuoteAssetFilter: it is quoted in USDC, not in USDT',
      QUIET: 'QuoteVolumeFilter: it turned over 2,999,999 USDT in 24 h, less than 3,000,000',
      UNKNOWN: 'QuoteVolumeFilter: it turned over 0 USDT in 24 h, less than 3,000,000',
    });
    expect(selection.refused).toHaveLength(instruments.length - 2);
  });
});

describe('the elite', () => {
  it('stays chosen for its period, in its order, whatever its turnover does', () => {
    const rules = universeRules({ elite: { refreshPeriodMs: 3 * hourMs }, overlay: { minVolumeRatio: null } });
    const looks = [
      lookAt(0, { A: 9, B: 8 }),
      lookAt(1, { A: 1, B: 8, C: 50 }),
      lookAt(2, { A: 1, B: 90 }),
      lookAt(3, { A: 9, B: 90 }),
    ];
    const [first, second, third, fourth] = selections(looks, {
      rules: { ...rules, overlay: { ...rules.overlay, freshForMs: 0 } },
    });
    expect([first, second, third, fourth].map((each) => symbolsOf(each!))).toEqual([
      ['A', 'B'],
      ['A', 'B'],
      ['A', 'B'],
      ['B', 'A'],
    ]);
    expect(second!.members[0]).toMatchObject({ quoteVolume24h: 1e6, why: ['it is of the elite chosen 1 h ago'] });
    expect(reasonsOf(second!)).toEqual({
      C: 'elite: the elite was chosen 1 h ago without it, and it does not move enough',
    });
    expect(fourth!.eliteAtMs).toBe(atHour(3));
  });

  it('is chosen anew at the look nearest to its time, however late or early that comes', () => {
    const rules = universeRules({ elite: { refreshPeriodMs: 2 * hourMs } });
    const early = { ...lookAt(2, { B: 9 }), atMs: atHour(2) - 1_000 };
    expect(
      selections([lookAt(0, { A: 9 }), lookAt(1, { A: 9 }), early], { rules }).map(({ eliteAtMs }) => eliteAtMs),
    ).toEqual([atHour(0), atHour(0), atHour(2) - 1_000]);
  });

  it('loses at the next look what is delisted, settles or is no longer wanted', () => {
    const before = select(lookAt(0, { A: 9, B: 8, C: 7 })).elite;
    const settling = lookAt(1, { A: 9, B: 8 });
    const candidates = settling.candidates.map((each) =>
      each.symbol === 'B' ? { ...each, instrument: { ...each.instrument, status: 'SETTLING' } } : each,
    );
    const { selection } = select({ ...settling, candidates }, universeRules(), before);
    expect(symbolsOf(selection)).toEqual(['A']);
    expect(reasonsOf(selection)).toEqual({ B: 'StatusFilter: its status is SETTLING, not TRADING' });
  });
});

describe('the overlay', () => {
  const eliteOfA = { elite: { filters: [{ name: 'StaticPairList', symbols: ['A'] }] } } as const;

  it('adds what turns over a multiple of what it did, the strongest first', () => {
    const [first, second] = selections([
      lookAt(0, { A: 9, B: 4, C: 2, D: 4 }),
      lookAt(1, { A: 9, B: 12, C: 8, D: 11.9 }),
    ]);
    expect(poolsOf(first!)).toEqual({ A: 'elite', B: 'elite', D: 'elite' });
    expect(poolsOf(second!)).toEqual({ A: 'elite', B: 'elite+overlay', D: 'elite', C: 'overlay' });
    expect(second!.members.find(({ symbol }) => symbol === 'C')?.why).toEqual([
      'it turns over 4 times what it did when the elite was chosen',
    ]);
  });

  it('never adds what fails the filters of both pools, nor its own', () => {
    const quiet = selections([lookAt(0, { A: 9, C: 0.1 }), lookAt(1, { A: 9, C: 2.9 })]);
    expect(symbolsOf(quiet[1]!)).toEqual(['A']);
    const own = universeRules({ overlay: { filters: [{ name: 'PairBlacklist', symbols: ['C'] }] } });
    const [, second] = selections([lookAt(0, { A: 9, C: 1 }), lookAt(1, { A: 9, C: 9 })], { rules: own });
    expect(symbolsOf(second!)).toEqual(['A']);
    expect(reasonsOf(second!)).toEqual({ C: 'PairBlacklist: it is on the blacklist' });
  });

  it('adds what moved in price, up or down, by as much as the threshold', () => {
    const look: UniverseLook = {
      atMs: startMs,
      candidates: toCandidates({
        instruments: ['A', 'UP', 'DOWN', 'LITTLE'].map((name) => listed(name)),
        tickers: [
          dayOf('A', 9e6),
          dayOf('UP', 9e6, { openPrice: 100, lastPrice: 112.5 }),
          dayOf('DOWN', 9e6, { openPrice: 100, lastPrice: 80 }),
          dayOf('LITTLE', 9e6, { openPrice: 100, lastPrice: 109 }),
        ],
        bookTickers: [],
      }),
    };
    const { selection } = select(look, universeRules(eliteOfA));
    expect(symbolsOf(selection)).toEqual(['A', 'DOWN', 'UP']);
    expect(selection.members[1]?.why).toEqual(['its price moved by 20 % in 24 h']);
    expect(reasonsOf(selection)).toEqual({ LITTLE: 'StaticPairList: the list does not name it' });
    const capped = universeRules({ ...eliteOfA, overlay: { maxSymbols: 1 } });
    expect(symbolsOf(select(look, capped).selection)).toEqual(['A', 'DOWN']);
    expect(reasonsOf(select(look, capped).selection)).toMatchObject({
      UP: 'overlay.maxSymbols: its place is 2, beyond the first 1',
    });
    const off = universeRules({ ...eliteOfA, overlay: { minChangeRatio: null } });
    expect(symbolsOf(select(look, off).selection)).toEqual(['A']);
  });

  it('adds fresh listings, by their date or because they began to trade after the elite was chosen', () => {
    const fresh = (hours: number) => ({ onboardTimeMs: startMs - hours * hourMs });
    const look: UniverseLook = {
      atMs: startMs,
      candidates: toCandidates({
        instruments: [listed('A'), listed('YOUNG', fresh(71.5)), listed('OLDER', fresh(72))],
        tickers: [dayOf('A', 9e6), dayOf('YOUNG', 9e6), dayOf('OLDER', 9e6)],
        bookTickers: [],
      }),
    };
    const { selection } = select(look, universeRules(eliteOfA));
    expect(symbolsOf(selection)).toEqual(['A', 'YOUNG']);
    expect(selection.members[1]?.why).toEqual(['it was listed 71.5 h ago']);
    expect(symbolsOf(select(look, universeRules({ ...eliteOfA, overlay: { freshForMs: 0 } })).selection)).toEqual([
      'A',
    ]);

    const [, second] = selections([lookAt(0, { A: 9 }), lookAt(1, { A: 9, NEW: 5 })]);
    expect(poolsOf(second!)).toEqual({ A: 'elite', NEW: 'overlay' });
    expect(second!.members[1]?.why).toEqual(['it began to trade after the elite was chosen']);
  });

  it('fills what the elite leaves of maxSymbols', () => {
    const rules = universeRules({ maxSymbols: 2, ...eliteOfA });
    const [, second] = selections([lookAt(0, { A: 9, B: 4, C: 5 }), lookAt(1, { A: 9, B: 16, C: 16 })], { rules });
    expect(symbolsOf(second!)).toEqual(['A', 'B']);
    expect(reasonsOf(second!)).toMatchObject({ C: 'maxSymbols: its place is 3, beyond the first 2' });
  });

  it('measures against the elite before, at the look that chooses the next', () => {
    const rules = universeRules({ elite: { refreshPeriodMs: hourMs, filters: eliteOfA.elite.filters } });
    const looks = [lookAt(0, { A: 9, B: 4 }), lookAt(1, { A: 9, B: 12 }), lookAt(2, { A: 9, B: 12 })];
    expect(selections(looks, { rules }).map(symbolsOf)).toEqual([['A'], ['A', 'B'], ['A']]);
  });
});

describe('withPinned', () => {
  const { selection } = select(wholeMarket);
  const pinned = (...names: readonly string[]) => withPinned(selection, new Set(names.map(instrumentSymbol)));

  it('changes nothing when nothing is pinned', () => {
    expect(pinned()).toBe(selection);
  });

  it('keeps what the rules refuse, and what is not listed, behind the others', () => {
    const { members, refused } = pinned('SETTLED', 'GONE', 'A');
    expect(members.map(({ symbol, pools }) => `${symbol} ${pools.join('+')}`)).toEqual([
      'B elite',
      'A elite+pinned',
      '币安人生USDT elite',
      'GONE pinned',
      'SETTLED pinned',
    ]);
    expect(members[1]?.why).toEqual(['it passed every filter', 'it is held, as in an open position']);
    expect(refused.map(({ symbol }) => symbol)).not.toContain('SETTLED');
    expect(refused).toHaveLength(selection.refused.length - 1);
  });
});
