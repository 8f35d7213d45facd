import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, significant } from '../lib/stats.js';
import { withCli } from './cli.js';
import { residentMemory } from './residentMemory.js';

const symbols = 600;
const intervals = ['1m', '5m', '15m', '1h'];
const seriesCount = symbols * intervals.length;
const scanPeriodMs = 5_000;
/** Ten times the venue's: 2,400 snapshots of weight 2 would have to wait for the next minute twice. */
const weightLimitPerMinute = 24_000;
const limitMb = 250;
/** Known from the heap's own figures, before and after a forced collection. */
const why =
  'What lives is less than the target; the rest is room that V8 took for the garbage of the warm-up, mostly answers being ' +
  'read, and keeps: it has no reason to collect while little is allocated.';

/** The daemon as it is started by a user, scanning a simulated exchange in another process. */
export const daemonMemory = {
  name: 'daemon.memory',
  title: `Memory of the whole daemon, ${symbols} symbols × ${intervals.length} intervals × 300 klines`,
  async run({ isQuick }) {
    if (process.platform !== 'linux') return { rows: [], notes: ['Not measured: only Linux tells it in /proc.'] };
    const cycles = isQuick ? 4 : 24;
    const folder = await mkdtemp(join(tmpdir(), 'candlewick-bench-'));
    try {
      return toResult(await measure(folder, cycles), cycles);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function measure(folder, cycles) {
  const configFile = async (name, config) => {
    const file = join(folder, name);
    await writeFile(file, JSON.stringify(config));
    return file;
  };
  const exchangeConfig = await configFile('exchange.yaml', { exchange: { weightLimitPerMinute } });
  return withCli(['simulate', '--config', exchangeConfig, '--speed', '1'], { cwd: folder }, async (exchange) => {
    const [, restUrl, streamUrl] = /at (\S+), streams at (\S+),/.exec(
      await exchange.line((text) => text.includes(' at ')),
    );
    const config = await configFile('daemon.yaml', {
      exchange: { restUrl, streamUrl, weightLimitPerMinute },
      windows: { intervals, klines: 300 },
      universe: { maxSymbols: symbols, minQuoteVolume24h: 0 },
      scan: { periodMs: scanPeriodMs },
    });
    return withCli(['scan', '--profile', 'live', '--config', config, '--json'], { cwd: folder }, async (daemon) => {
      await daemon.line((text) => isEvent(text, 'warm-up', ({ ready }) => ready === seriesCount));
      const samples = [];
      for (let cycle = 0; cycle < cycles; cycle += 1) {
        await daemon.line((text) => isEvent(text, 'cycle', ({ symbols: scored }) => scored > 0));
        samples.push(await residentMemory(daemon.pid));
      }
      return samples;
    });
  });
}

function isEvent(text, name, isIt) {
  const event = JSON.parse(text);
  return event.msg === name && isIt(event);
}

function toResult(samples, cycles) {
  const mb = (bytes) => significant(bytes / 1e6);
  const rssMb = mb(median(samples.map(({ rssBytes }) => rssBytes)));
  const peakMb = mb(samples.at(-1).peakBytes);
  return {
    rows: [
      {
        '': 'the daemon',
        'RSS at work, MB': rssMb,
        'of it the program, MB': mb(median(samples.map(({ fileBytes }) => fileBytes))),
        'peak, warm-up included, MB': peakMb,
      },
    ],
    claims: [
      { claim: 'RSS at work', value: rssMb, unit: 'MB', limit: limitMb, why },
      { claim: 'RSS at its peak, in the warm-up', value: peakMb, unit: 'MB', limit: limitMb, why },
    ],
    notes: [
      `Resident memory of the process as the kernel counts it, read from /proc after each of ${cycles} cycles, one ` +
        `every ${scanPeriodMs / 1_000} s (median), and its peak since the start. ` +
        '`candlewick simulate` in another process plays a market in real time and allows ten times the request weight, ' +
        'so that the warm-up is not spread over minutes. The daemon tells V8 to let its heap grow by 30 % between collections, ' +
        'and `npm start` gives new objects 8 MB: without the two it takes about twice as much.',
    ],
  };
}
