import { median, significant } from '../lib/stats.js';
import { seriesCount } from './market.js';
import { framesPerFinal } from './frames.js';
import { withReceiver, withSender } from './stage.js';

/** 600 symbols × 4 intervals × 4 updates a second. */
const framesPerSecond = seriesCount * 4;
/** The default of the configuration. */
const topicsPerConnection = 200;

const kinds = [
  { kind: 'bare', label: 'bare ws' },
  { kind: 'parse', label: 'ws + JSON.parse' },
  { kind: 'closedOnly', label: 'Candlewick, closed klines in windows' },
  { kind: 'daemon', label: 'the same, with all that the daemon listens to' },
];

/** Share of one core at the rate of the whole market, every frame arriving by itself. */
export const feedSteady = {
  name: 'feed.steady',
  title: `CPU at ${framesPerSecond.toLocaleString('en')} kline frames a second`,
  async run({ isQuick }) {
    const rounds = isQuick ? 1 : 3;
    const durationMs = isQuick ? 3_000 : 8_000;
    const shares = Object.fromEntries(kinds.map(({ kind }) => [kind, []]));
    await withSender(async (sender) => {
      for (let round = 0; round < rounds; round += 1) {
        for (const { kind } of kinds) shares[kind].push(await coreShare(sender, kind, durationMs));
      }
    });
    return toResult(shares, { rounds, durationMs });
  },
};

const coreShare = (sender, kind, durationMs) =>
  withReceiver(sender, { kind, topicsPerConnection }, async (receiver) => {
    await pace(sender, receiver, durationMs / 2);
    const { cpuUs, wallMs } = await pace(sender, receiver, durationMs);
    return cpuUs / 1_000 / wallMs;
  });

/** Paced frames of a whole number of finals, so that the last one tells that all have arrived. */
async function pace(sender, receiver, durationMs) {
  const finals = Math.max(1, Math.round((framesPerSecond * durationMs) / 1_000 / framesPerFinal));
  const frames = finals * framesPerFinal;
  await receiver.ask({ to: 'begin', frames, finals });
  await sender.ask({ to: 'pace', framesPerSecond, frames });
  return receiver.ask({ to: 'result' });
}

function toResult(shares, { rounds, durationMs }) {
  const percent = (kind) => significant(median(shares[kind]) * 100);
  return {
    rows: kinds.map(({ kind, label }) => ({ receiver: label, '% of one core': percent(kind) })),
    claims: [{ claim: 'share of one core', value: percent('daemon'), unit: '%', limit: 10 }],
    notes: [
      `${Math.ceil(seriesCount / topicsPerConnection)} connections of ${topicsPerConnection} streams; every frame is ` +
        `a write of its own, spread evenly. Median of ${rounds} × ${durationMs / 1_000} s. Most of it is the socket ` +
        `reads themselves, as bare ws shows.`,
    ],
  };
}
