import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faultKindNames } from '../../src/simulator/index.js';
import { projectPath, readProjectFile } from './scenarioFiles.js';

/** Rows of the table of faults: the kind, and everything that is named for it. */
const rows = [...readProjectFile('marbles/README.md').matchAll(/^\| `(\w+)` +\|(.*)\|$/gm)].map(([, kind, names]) => ({
  kind: kind!,
  scenarios: [...names!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
}));

describe('the table of faults', () => {
  it('has every kind of fault the simulator knows, once, in its order', () => {
    expect(rows.map(({ kind }) => kind)).toEqual(faultKindNames);
  });

  it.each(rows)('names scenarios for $kind, and such as exist', ({ scenarios }) => {
    expect(scenarios).not.toEqual([]);
    expect(scenarios.filter((name) => !existsSync(projectPath(`marbles/${name}.marble`)))).toEqual([]);
  });
});
