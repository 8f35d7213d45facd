import { expect } from 'vitest';
import type { FaultSpec } from '../../../src/simulator/index.js';
import { HostileAccount, type HostileAccountSetting } from '../../support/hostileAccount.js';
import { casesOf } from './faultCase.js';

interface AccountScenario extends HostileAccountSetting {
  readonly title: string;
  /** Injected when the account is known. */
  readonly faults?: readonly FaultSpec[];
  /** With what the connection is lost, once. */
  readonly lost: { readonly code: string; readonly message: string };
}

type AccountKind = 'listenKeyExpired' | 'listenKeyUnknown' | 'listenKeySilent' | 'pingsUnanswered';

const soonRenewed: Pick<HostileAccountSetting, 'adapter'> = { adapter: { listenKeyRenewalMs: 250 } };
const keyGone = { code: 'FEED_CLOSED', message: 'account connection is dead: the listen key is no longer valid' };
const keyExpired = { code: 'FEED_CLOSED', message: 'account connection is dead: the listen key has expired' };

/** However a connection is lost, it is made anew once, and what was missed meanwhile is read. */
async function playAccount({ faults = [], lost, ...setting }: AccountScenario): Promise<void> {
  const run = await HostileAccount.start(setting);
  try {
    await run.until(() => run.count('reconciled') === 1);
    expect(run.held).toEqual(run.truth);
    for (const fault of faults) run.simulator.inject(fault);
    run.trade();
    await run.until(() => run.count('interrupted') === 1);
    expect(run.state?.status).toBe('reconciling');
    await run.until(() => run.count('reconciled') === 2);
    expect(run.state?.status).toBe('ready');
    expect(run.held).toEqual(run.truth);
    const events = run.count('event');
    run.account.deposit({ amount: 7 });
    await run.until(() => run.count('event') === events + 1);
    expect(run.held).toEqual(run.truth);
    expect(run.losses.map(({ error: { code, message } }) => ({ code, message }))).toEqual([lost]);
    expect(run.openings).toBe(2);
    expect(run.count('reconciled')).toBe(2);
    expect(Object.keys(run.simulator.stats().restReplies)).not.toContain('429');
  } finally {
    await run.stop();
  }
}

/** Faults of the key to an account's stream, and of the pongs by which the stream lives. */
export const accountFaults = casesOf<AccountKind, AccountScenario>(
  {
    listenKeyExpired: (['number', 'string'] as const).map((eventTime) => ({
      title: `told with a ${eventTime} for its time costs one reconnection with a new key, and one reading`,
      faults: [{ kind: 'listenKeyExpired', eventTime }],
      lost: keyExpired,
    })),
    listenKeyUnknown: [
      {
        title: 'is found out at the next renewal, and costs one reconnection with a new key, and one reading',
        ...soonRenewed,
        faults: [{ kind: 'listenKeyUnknown' }],
        lost: keyGone,
      },
    ],
    listenKeySilent: [
      {
        title: 'is found out at the next renewal, however well its pings are answered',
        ...soonRenewed,
        beforeConnecting: [{ kind: 'listenKeySilent' }],
        lost: keyGone,
      },
    ],
    pingsUnanswered: [
      {
        title: 'is found out by the silence of the pongs, once',
        maxSilenceMs: 1_200,
        faults: [{ kind: 'pingsUnanswered' }],
        lost: { code: 'FEED_STALE', message: 'account feed silent for 1200 ms' },
      },
    ],
  },
  playAccount,
);
