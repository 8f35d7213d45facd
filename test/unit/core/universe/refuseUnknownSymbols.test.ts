import { describe, expect, it } from 'vitest';
import { toCandidates } from '../../../../src/core/universe/candidate.js';
import { refuseUnknownSymbols } from '../../../../src/core/universe/refuseUnknownSymbols.js';
import { BadInputError } from '../../../../src/domain/errors.js';
import { listed } from '../../../support/candidates.js';
import { universeRules } from '../../../support/universeRules.js';

const instruments = [
  listed('A'),
  listed('B'),
  listed('SETTLED', { status: 'SETTLING' }),
  listed('TESLA', { contractType: 'TRADIFI_PERPETUAL' }),
  listed('USDC', { quoteAsset: 'USDC' }),
];
const look = { atMs: 0, candidates: toCandidates({ instruments, tickers: [], bookTickers: [] }) };

describe('refuseUnknownSymbols', () => {
  it.each([
    ['NOPE', 'symbols: NOPE cannot be scanned: it is not listed by the exchange'],
    ['SETTLED', 'symbols: SETTLED cannot be scanned: its status is SETTLING, not TRADING'],
    ['TESLA', 'symbols: TESLA cannot be scanned: its contract type is TRADIFI_PERPETUAL, not PERPETUAL'],
    ['USDC', 'symbols: USDC cannot be scanned: it is quoted in USDC, not in USDT'],
    ['B', 'symbols: B cannot be scanned: it is on the blacklist'],
    ['Z*', 'symbols: Z* matches nothing that can be scanned'],
    ['TES*', 'symbols: TES* matches nothing that can be scanned'],
  ])('names %s and why it cannot be scanned', (symbol, message) => {
    const rules = universeRules({ symbols: ['A', symbol], blacklist: ['B'] });
    expect(() => refuseUnknownSymbols(look, rules)).toThrow(
      new BadInputError(message, { place: 'symbols', found: symbol, expected: 'a symbol that can be scanned' }),
    );
  });

  it.each([[['A', 'B']], [['?']], [[]]])('has nothing against %j', (symbols) => {
    expect(() => refuseUnknownSymbols(look, universeRules({ symbols }))).not.toThrow();
  });
});
