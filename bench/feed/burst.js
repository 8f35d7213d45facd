import { median, significant } from '../lib/stats.js';
import { framesPerFinal } from './frames.js';
import { seriesCount } from './market.js';
import { withReceiver, withSender } from './stage.js';

/** The default of the configuration. */
const topicsPerConnection = 200;
const warmUpFinals = 100;

/** All series close at once, as at every full hour: how long until every window has its kline. */
export const feedBurst = {
  name: 'feed.burst',
  title: `A boundary at which all ${seriesCount.toLocaleString('en')} series close`,
  async run({ isQuick }) {
    const boundaries = isQuick ? 5 : 15;
    const bursts = await withSender((sender) =>
      withReceiver(sender, { kind: 'closedOnly', topicsPerConnection }, async (receiver) => {
        await ordinaryTraffic(sender, receiver);
        const bursts = [];
        for (let boundary = 0; boundary < boundaries; boundary += 1) bursts.push(await burst(sender, receiver));
        return bursts;
      }),
    );
    return toResult(bursts);
  },
};

// The process has been running for a while when a boundary comes, but has seen few finals.
async function ordinaryTraffic(sender, receiver) {
  const frames = warmUpFinals * framesPerFinal;
  await receiver.ask({ to: 'begin', frames, finals: warmUpFinals });
  await sender.ask({ to: 'flood', frames });
  await receiver.ask({ to: 'result' });
}

async function burst(sender, receiver) {
  await receiver.ask({ to: 'begin', frames: seriesCount, finals: seriesCount });
  const startedNs = BigInt(await sender.ask({ to: 'burst' }));
  const { reachedNs, cpuUs } = await receiver.ask({ to: 'result' });
  return { wallMs: Number(BigInt(reachedNs) - startedNs) / 1e6, cpuMs: cpuUs / 1_000 };
}

function toResult(bursts) {
  const wallMs = bursts.map((each) => each.wallMs);
  const medianMs = significant(median(wallMs));
  return {
    rows: [
      {
        boundaries: bursts.length,
        'first, ms': significant(wallMs[0]),
        'median, ms': medianMs,
        'worst, ms': significant(Math.max(...wallMs)),
        'median CPU, ms': significant(median(bursts.map(({ cpuMs }) => cpuMs))),
      },
    ],
    claims: [{ claim: 'from the first byte to the last window', value: medianMs, unit: 'ms', limit: 60 }],
    notes: [
      'Counted from before the sender’s first write, so its own writing is included; wall time, unlike CPU time, also ' +
        'counts what else the machine does.',
    ],
  };
}
