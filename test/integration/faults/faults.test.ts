import { describe, expect, it, vi } from 'vitest';
import { faultKindNames } from '../../../src/simulator/index.js';
import { accountFaults } from './account.js';
import { clockFaults } from './clocks.js';
import { connectionFaults } from './connections.js';
import type { FaultCases } from './faultCase.js';
import { finalFaults } from './finals.js';
import { frameFaults } from './frames.js';
import { orderFaults } from './orders.js';
import { restFaults } from './rest.js';
import { subscriptionFaults } from './subscriptions.js';

// They wait for an exchange most of the time.
vi.setConfig({ maxConcurrency: 8 });

/** A kind that is in none of these is an error of types as well. */
const everyKind: FaultCases = {
  ...subscriptionFaults,
  ...restFaults,
  ...clockFaults,
  ...connectionFaults,
  ...finalFaults,
  ...frameFaults,
  ...accountFaults,
  ...orderFaults,
  pingsUnanswered: [...connectionFaults.pingsUnanswered, ...accountFaults.pingsUnanswered],
};

it('every kind of fault meets the real adapter over real sockets', () => {
  expect(new Set(Object.keys(everyKind))).toEqual(new Set(faultKindNames));
  for (const [kind, cases] of Object.entries(everyKind)) expect(cases.length, kind).toBeGreaterThan(0);
});

for (const [kind, cases] of Object.entries(everyKind)) {
  describe.concurrent(kind, () => {
    for (const { title, run } of cases) it(title, run);
  });
}
