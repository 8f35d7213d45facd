import { median, significant } from '../lib/stats.js';
import { framesPerFinal } from './frames.js';
import { seriesCount } from './market.js';
import { floodCostUs, withReceiver, withSender } from './stage.js';

const kinds = [
  { kind: 'bare', label: 'bare ws' },
  { kind: 'parse', label: 'ws + JSON.parse' },
  { kind: 'closedOnly', label: 'Candlewick, closed klines in windows' },
  { kind: 'inFull', label: 'Candlewick, forming klines as well' },
  { kind: 'binanceRaw', label: 'npm binance, raw' },
  { kind: 'binanceFormatted', label: 'npm binance, formatted' },
];

/** CPU per frame from socket to window, everyone on one connection that carries all series. */
export const feedCost = {
  name: 'feed.cost',
  title: 'CPU per kline frame, from socket to window',
  async run({ isQuick }) {
    const rounds = isQuick ? 3 : 7;
    const finals = isQuick ? 60 : 150;
    const costs = Object.fromEntries(kinds.map(({ kind }) => [kind, []]));
    await withSender(async (sender) => {
      for (let round = 0; round < rounds; round += 1) {
        for (const { kind } of kinds) costs[kind].push(await roundCostUs(sender, kind, finals));
      }
    });
    return toResult(costs, { rounds, frames: finals * framesPerFinal });
  },
};

// Every round has fresh processes, so that no figure hangs on one lucky or unlucky compilation.
const roundCostUs = (sender, kind, finals) =>
  withReceiver(sender, { kind, topicsPerConnection: seriesCount }, async (receiver) => {
    await floodCostUs(sender, receiver, Math.ceil(finals / 3));
    return floodCostUs(sender, receiver, finals);
  });

function toResult(costs, { rounds, frames }) {
  /** The median over the rounds of the ratio within a round. */
  const ratio = (kind, base) => significant(median(costs[kind].map((cost, round) => cost / costs[base][round])));
  return {
    rows: kinds.map(({ kind, label }) => ({
      receiver: label,
      'µs per frame': significant(median(costs[kind])),
      '× bare': ratio(kind, 'bare'),
      '× parse': ratio(kind, 'parse'),
    })),
    claims: [
      { claim: 'closed klines against bare ws', value: ratio('closedOnly', 'bare'), unit: '×', limit: 2.5 },
      { claim: 'closed klines against ws + JSON.parse', value: ratio('closedOnly', 'parse'), unit: '×', limit: 0.45 },
      {
        claim: 'forming klines as well, against ws + JSON.parse',
        value: ratio('inFull', 'parse'),
        unit: '×',
        limit: 1.6,
      },
    ],
    notes: [
      `Median of ${rounds} rounds of ${frames.toLocaleString('en')} frames of 356 bytes, one final in ` +
        `${framesPerFinal.toLocaleString('en')}, each receiver in a process of its own.`,
    ],
  };
}
