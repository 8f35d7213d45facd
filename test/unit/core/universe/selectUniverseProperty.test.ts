import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { toCandidates, type UniverseLook } from '../../../../src/core/universe/candidate.js';
import { selectUniverse, type ChosenElite } from '../../../../src/core/universe/selectUniverse.js';
import { dayOf, listed } from '../../../support/candidates.js';
import { universeRules } from '../../../support/universeRules.js';

const hourMs = 3_600_000;
const symbol = fc.record({
  status: fc.constantFrom('TRADING', 'TRADING', 'TRADING', 'SETTLING'),
  onboardTimeMs: fc.constantFrom(0, 40 * hourMs),
  turnover: fc.double({ min: 0, max: 2e7, noNaN: true }),
  lastPrice: fc.double({ min: 80, max: 120, noNaN: true }),
});
const arbitraryLooks = fc.array(
  fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'), symbol),
  {
    minLength: 1,
    maxLength: 8,
  },
);
const arbitraryRules = fc
  .record({
    maxSymbols: fc.option(fc.integer({ min: 1, max: 6 })),
    overlayMost: fc.option(fc.integer({ min: 1, max: 3 })),
    eliteTop: fc.option(fc.integer({ min: 1, max: 4 })),
    eliteHours: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ maxSymbols, overlayMost, eliteTop, eliteHours }) =>
    universeRules({
      maxSymbols,
      elite: { filters: [{ name: 'VolumePairList', top: eliteTop }], refreshPeriodMs: eliteHours * hourMs },
      overlay: { maxSymbols: overlayMost },
    }),
  );

it('over any looks, each listed symbol is in the universe or refused, once, and the limits hold', () => {
  fc.assert(
    fc.property(arbitraryLooks, arbitraryRules, (looks, rules) => {
      let elite: ChosenElite | undefined;
      for (const [hour, market] of looks.entries()) {
        const look: UniverseLook = {
          atMs: (100 + hour) * hourMs,
          candidates: toCandidates({
            instruments: Object.entries(market).map(([name, each]) => listed(name, each)),
            tickers: Object.entries(market).map(([name, { turnover, lastPrice }]) =>
              dayOf(name, turnover, { lastPrice }),
            ),
            bookTickers: [],
          }),
        };
        const step = selectUniverse(look, { rules, refreshPeriodMs: hourMs, elite });
        ({ elite } = step);
        const { members, refused } = step.selection;
        const told = [...members, ...refused].map((each) => each.symbol);
        expect(told.toSorted()).toEqual(Object.keys(market).toSorted());
        for (const { symbol: name, pools, why } of members) {
          expect(market[name]?.status).toBe('TRADING');
          expect(pools.length).toBeGreaterThan(0);
          expect(why.length).toBeGreaterThan(0);
        }
        expect(members.length).toBeLessThanOrEqual(rules.maxSymbols ?? Infinity);
        const added = members.filter(({ pools }) => pools[0] === 'overlay').length;
        expect(added).toBeLessThanOrEqual(rules.overlay.maxSymbols ?? Infinity);
        expect(look.atMs - elite.atMs).toBeLessThan(rules.elite.refreshPeriodMs);
      }
    }),
  );
});
