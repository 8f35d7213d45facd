import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openNotifyRun } from '../../dist/cli/notify/notifyRun.js';
import { withChild } from '../lib/childProcess.js';
import { claimsOf, inTurn, roundsNote, rowsOf } from './rounds.js';
import { runningMarket } from './runningMarket.js';

const listener = fileURLToPath(new URL('listener.js', import.meta.url));
const roundMinutes = 10;
/** Low, so that there is always something to tell. */
const minScore = 25;
const variants = { plain: 'it answers at once', loaded: 'it never answers' };

/** Signals told to a webhook, as the daemon does it, by HTTP to another process. */
export const loopsNotifier = {
  name: 'loops.notifier',
  title: 'The scan beside a notifier, 600 symbols × 3 intervals, signals in every cycle',
  async run({ isQuick }) {
    const folder = await mkdtemp(join(tmpdir(), 'candlewick-bench-'));
    const stage = await runningMarket({ scan: { minScore } });
    try {
      return await withChild(listener, {}, async (child) =>
        measure(stage, { folder, child, rounds: isQuick ? 3 : 12 }),
      );
    } finally {
      stage.stop();
      await rm(folder, { recursive: true });
    }
  },
};

async function measure(stage, { folder, child, rounds }) {
  const urls = await child.ask({ to: 'listen' });
  const last = {};
  const play = (name) => async () => {
    const { cycles, report } = await playRound(stage, { folder: join(folder, name), url: urls[name] });
    last[name] = report;
    return cycles;
  };
  const named = Object.fromEntries(Object.entries(variants).map(([name, words]) => [words, play(name)]));
  const cycles = await inTurn(named, rounds);
  if (last.plain.sent === 0 || last.loaded.sent > 0 || last.loaded.waiting === 0) {
    throw new Error(`not what was to be measured: ${JSON.stringify(last)}`);
  }
  return {
    rows: rowsOf(cycles),
    claims: claimsOf(cycles, { loaded: variants.loaded, plain: variants.plain }),
    notes: [
      `In the last round ${last.plain.news} pieces of news were taken by the one that answers; ` +
        `${last.loaded.waiting} waited for the one that does not, and ${last.loaded.dropped} were given up.`,
      roundsNote,
    ],
  };
}

/** A run that tells a webhook of the signals of a round. */
async function playRound({ config, scanner, play }, { folder, url }) {
  const notify = await openNotifyRun({
    config: { ...config, notify: { ...config.notify, webhook: { url } }, state: { ...config.state, folder } },
    env: { CANDLEWICK_WEBHOOK_SECRET: 'secret of the bench' },
    presenter: { say: () => undefined, warn: () => undefined },
  });
  const running = notify.watch(scanner, 'simulated').subscribe();
  const cycles = await play(roundMinutes);
  const [report] = notify.reports;
  running.unsubscribe();
  await notify.finish(AbortSignal.abort());
  return { cycles, report };
}
