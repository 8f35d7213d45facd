// Runs the main job as a user would and checks its report: `node scripts/mustHold.js [flags of npm start]`.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const flags = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'candlewick-'));
const reportFile = join(folder, 'report.json');

const exitCode = await new Promise((resolve, reject) => {
  const args = ['start', '--silent', '--', '--for', '40s', '--report', reportFile, ...flags];
  spawn('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] })
    .once('error', reject)
    .once('exit', resolve);
});
const report = exitCode === 0 ? JSON.parse(await readFile(reportFile, 'utf8')) : undefined;
await rm(folder, { recursive: true });

/** What must hold, with the figure that was found. */
const claims = ({ warmUp, scans, audit, rest }) => [
  ['every window is warm', warmUp.isComplete && warmUp.ready === warmUp.series, `${warmUp.ready} of ${warmUp.series}`],
  ['within 10 s', warmUp.durationMs < 10_000, `${warmUp.durationMs} ms`],
  ['for at most 2 weight per series', warmUp.restWeight <= 2 * warmUp.series, `${warmUp.restWeight / warmUp.series}`],
  ['no 429', rest.rateLimited === 0, `${rest.rateLimited}`],
  ['at least 20 cycles', scans.count >= 20, `${scans.count}`],
  ['no REST call in a cycle', scans.restCalls === 0, `${scans.restCalls}`],
  ['p99 of a cycle under 25 ms', scans.durationMs.p99 < 25, `${scans.durationMs.p99} ms`],
  ['the windows were compared with the truth', audit?.compared > 0, `${audit?.compared} klines`],
  ['no kline is missing', audit?.missing === 0, `${audit?.missing}`],
  ['no kline came twice', audit?.duplicate === 0, `${audit?.duplicate}`],
  ['no kline is different', audit?.different === 0, `${audit?.different}`],
];

const results = report ? claims(report) : [['the run ends well', false, `exit code ${exitCode}`]];
for (const [claim, holds, found] of results) console.log(`${holds ? 'ok  ' : 'FAIL'} ${claim}: ${found}`);
process.exitCode = results.every(([, holds]) => holds) ? 0 : 1;
