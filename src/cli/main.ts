#!/usr/bin/env node
import { Command } from 'commander';
import { probe } from './commands/probe.js';
import { scan, type ScanFlags } from './commands/scan.js';
import { showConfig } from './commands/showConfig.js';
import { parsePort, simulate, type SimulateFlags } from './commands/simulate.js';
import { ending } from './exit.js';
import { addConfigFlags, forOption, type RunFlags } from './flags.js';
import { version } from './version.js';

const program = new Command('candlewick')
  .description('Scans a crypto futures market over WebSocket, with zero REST calls per cycle.')
  .version(version)
  .enablePositionalOptions()
  .showSuggestionAfterError()
  .exitOverride();

addConfigFlags(program.command('scan', { isDefault: true }).description('scan the market until stopped (the default)'))
  .option('--once', 'one cycle when every window is warm, then stop')
  .addOption(forOption())
  .option('--report <file>', 'write what happened as JSON')
  .option('--json', 'JSON lines, also on a terminal')
  .action(async (flags: ScanFlags) => {
    process.exitCode = await scan(flags, process.env);
  });

addConfigFlags(
  program.command('probe').description('is the exchange reachable, and does it send data?'),
  'live',
).action(async (flags: RunFlags) => {
  process.exitCode = await probe(flags, process.env);
});

addConfigFlags(program.command('simulate').description('run the local exchange for any Binance client'))
  .option('--port <n>', 'port to listen on, 0 for a free one', parsePort, 0)
  .addOption(forOption())
  .action(async (flags: SimulateFlags) => {
    process.exitCode = await simulate(flags, process.env);
  });

addConfigFlags(
  program.command('config').description('print the effective configuration and where each value comes from'),
)
  .option('--json', 'as JSON')
  .action((flags: RunFlags & { json?: true }) => showConfig(flags, process.env));

try {
  await program.parseAsync();
} catch (error) {
  const { code, sentence } = ending(error);
  if (sentence !== undefined) process.stderr.write(`candlewick: ${sentence}\n`);
  process.exitCode = code;
}
