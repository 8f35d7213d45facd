import { amountInWords, countInWords } from '../../core/universe/inWords.js';
import type { UniverseSelection } from '../../core/universe/selection.js';
import { table } from './table.js';

/** What passed, with its pools, its turnover and why; what did not, with the filter that refused it and why; a summary. */
export function universeLines({ members, refused }: UniverseSelection): readonly string[] {
  const passing = table([
    { title: 'symbol', cells: members.map(({ symbol }) => symbol) },
    { title: 'pool', cells: members.map(({ pools }) => pools.join('+')) },
    {
      title: 'turnover 24 h',
      cells: members.map(({ quoteVolume24h }) => amountInWords(quoteVolume24h)),
      isNumber: true,
    },
    { title: 'why', cells: members.map(({ why }) => why.join('; ')) },
  ]);
  const others = table([
    { title: 'symbol', cells: refused.map(({ symbol }) => symbol) },
    { title: 'refused by', cells: refused.map(({ filter }) => filter) },
    { title: 'why', cells: refused.map(({ reason }) => reason) },
  ]);
  return [...withGap(passing), ...withGap(others), summary({ members, refused })];
}

function summary({ members, refused }: Pick<UniverseSelection, 'members' | 'refused'>): string {
  const inPool = (pool: string): number => members.filter(({ pools }) => pools[0] === pool).length;
  const byFilter = new Map<string, number>();
  for (const { filter } of refused) byFilter.set(filter, (byFilter.get(filter) ?? 0) + 1);
  const refusals = [...byFilter].map(([filter, count]) => `${filter} ${count}`).join(', ');
  const passed = `${countInWords(members.length, 'symbol')} to scan: ${inPool('elite')} elite, ${inPool('overlay')} overlay only.`;
  return refused.length === 0 ? `${passed} None was refused.` : `${passed} ${refused.length} refused: ${refusals}.`;
}

const withGap = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [...lines, '']);
