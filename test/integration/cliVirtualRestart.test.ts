import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSamples } from '../../src/adapters/files/sampleFile.js';
import { sampleFilesIn } from '../../src/adapters/files/sampleLog.js';
import { decodePositions } from '../../src/adapters/files/virtualPositionFormat.js';
import { followKline } from '../../src/core/virtual/followPosition.js';
import { sampleOf } from '../../src/core/virtual/sampleOf.js';
import type { Sample } from '../../src/domain/sample.js';
import type { VirtualPosition } from '../../src/domain/virtualPosition.js';
import { recordedMarket, startSimulator, type Simulator } from '../../src/simulator/index.js';
import { CliFolder } from '../support/cliFolder.js';
import { CliProcess } from '../support/cliProcess.js';
import { readReport } from '../support/cliReport.js';
import { writeRestlessRecording } from '../support/restlessRecording.js';
import { valueOf } from '../unit/binance/support/valueOf.js';

const minuteMs = 60_000;
const costRatio = 0.0015;

const folder = new CliFolder();
const dataDir = writeRestlessRecording(folder, 'restless');
const simulators: Simulator[] = [];
afterAll(async () => {
  await Promise.all(simulators.map((simulator) => simulator.stop()));
  folder.remove();
});

/** A daemon on an exchange that goes on without it, with what it keeps. */
async function setUp(name: string, periodMs: number) {
  const simulator = await startSimulator({
    market: recordedMarket({ dataDir }),
    speed: 240,
    weightLimitPerMinute: 1_000_000,
  });
  simulators.push(simulator);
  const { url, streamUrl } = simulator;
  const config = folder.write(
    `${name}.yaml`,
    `exchange: { restUrl: "${url}", streamUrl: "${streamUrl}" }
scan: { minScore: 20, cooldownMs: 0 }
windows: { intervals: [1m], closeGraceMs: 300 }
trading: { mode: 'off' }
virtual: { stopDistance: 6, targetDistances: [5, 12], timeoutMs: 1800000, periodMs: ${periodMs}, costRatio: ${costRatio} }
`,
  );
  const report = folder.path(`${name}.json`);
  const state = folder.path(name);
  const kept = join(state, 'virtual', new URL(url).host.replace(':', '-'));
  const run = (): CliProcess =>
    new CliProcess(['scan', '--profile', 'live', '--config', config, '--json', '--report', report], {
      CANDLEWICK_STATE__FOLDER: state,
    });
  const samples = async (): Promise<readonly Sample[]> => {
    const read = await Promise.all((await sampleFilesIn(kept)).map((file) => valueOf(readSamples(file))));
    return read.flatMap((file) => file.samples);
  };
  const positions = (): readonly VirtualPosition[] =>
    decodePositions(readFileSync(join(kept, 'positions.jsonl'), 'utf8'));
  return { simulator, run, report, samples, positions };
}

/** Kills a daemon that follows positions, and starts it anew until all of these must have ended. */
async function killAndGoOn({ simulator, run, report, samples, positions }: Awaited<ReturnType<typeof setUp>>) {
  const first = run();
  await first.lineCount(/"msg":"signal"/, 8);
  await first.lineCount(/"msg":"cycle"/, 12);
  first.kill('SIGKILL');
  await first.ended;
  const [left, before] = [positions(), await samples()];
  const killedAtMs = simulator.clock.nowMs();
  const second = run();
  await second.line(new RegExp(`Virtual positions that go on: ${left.length}\\.`));
  const awayMs = simulator.clock.nowMs() - killedAtMs;
  const dueAtMs = Math.max(...left.map(({ entry }) => entry.dueAtMs));
  while (simulator.clock.nowMs() < dueAtMs + 2 * minuteMs)
    await second.lineCount(/"msg":"cycle"/, cyclesOf(second) + 1);
  second.kill('SIGTERM');
  expect(await second.ended).toMatchObject({ code: 0, stderr: '' });
  return { left, before, after: await samples(), awayMs, virtual: readReport(report).virtual! };
}

const cyclesOf = ({ lines }: CliProcess): number => lines.filter((line) => line.includes('"msg":"cycle"')).length;

/** What the klines of the exchange make of a position from its beginning, without a stop in between. */
function sampleByTruth({ truth, clock }: Simulator, { entry }: VirtualPosition): Sample {
  const start: VirtualPosition = {
    entry,
    seenToMs: entry.openedAtMs,
    targetsTaken: 0,
    takenRatio: 0,
    bestRatio: 0,
    worstRatio: 0,
  };
  let position = start;
  for (const kline of truth(entry.symbol, '1m', entry.openedAtMs - minuteMs, clock.nowMs())) {
    const step = followKline(position, kline);
    if (step.kind === 'ended') return sampleOf(step, costRatio);
    position = step.position;
  }
  throw new Error(`${entry.signalId} has not ended`);
}

describe.concurrent(
  'virtual positions of a daemon that was killed, in a market that has moved on',
  { timeout: 60_000 },
  () => {
    it('come to what they would have come to without it, by klines that it has missed', async () => {
      const setting = await setUp('klines', 100_000_000);
      const { left, before, after, awayMs, virtual } = await killAndGoOn(setting);
      expect(awayMs).toBeGreaterThan(minuteMs);
      expect(left.length).toBeGreaterThan(0);
      expect(virtual).toMatchObject({ resumed: left.length, lost: 0 });
      const ids = after.map(({ signalId }) => signalId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(after.slice(0, before.length)).toEqual(before);
      const found = left.map(({ entry }) => after.find(({ signalId }) => signalId === entry.signalId));
      expect(found).toEqual(left.map((position) => sampleByTruth(setting.simulator, position)));
    });

    it('are neither lost nor doubled where prices are looked at as well', async () => {
      const { left, before, after, virtual } = await killAndGoOn(await setUp('prices', 30_000));
      expect(virtual).toMatchObject({ resumed: left.length, lost: 0 });
      const ids = after.map(({ signalId }) => signalId!);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.slice(0, before.length)).toEqual(before.map(({ signalId }) => signalId));
      expect(left.filter(({ entry }) => !ids.includes(entry.signalId))).toEqual([]);
    });
  },
);
