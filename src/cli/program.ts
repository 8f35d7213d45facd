import { Command } from 'commander';
import type { ExplainFlags } from './commands/explain.js';
import type { ScanFlags } from './commands/scan.js';
import type { SimulateFlags } from './commands/simulate.js';
import type { TrainFlags } from './commands/train.js';
import type { VirtualFlags } from './commands/virtual.js';
import { addEvaluateFlags, type EvaluateFlags } from './evaluate/flags.js';
import { addConfigFlags, addHostilityFlags, forOption, accountOption, portOption, type RunFlags } from './flags.js';
import { refuseOperands } from './usage.js';
import { version } from './version.js';

/** The commands and their flags. What is wrong with the command line is thrown, not printed. */
export function commandLine(env: NodeJS.ProcessEnv): Command {
  const program = new Command('candlewick')
    .description('Scans a crypto futures market over WebSocket, with zero REST calls per cycle.')
    .version(version)
    .enablePositionalOptions()
    .configureOutput({ writeErr: () => undefined })
    .exitOverride()
    .hook('preAction', refuseOperands);
  const command = (name: string, description: string, isDefault = false): Command =>
    program.command(name, { isDefault }).description(description).allowExcessArguments();

  // A command is loaded when it is run: a mistake, `--help` and `--version` are answered at once.
  addHostilityFlags(addConfigFlags(command('scan', 'scan the market until stopped (the default)', true)))
    .option('--once', 'one cycle when every window is warm, then stop')
    .addOption(forOption())
    .option('--report <file>', 'write what happened as JSON')
    .option('--json', 'JSON lines, also on a terminal')
    .option('--live-orders', 'send real orders, with `trading.mode: live`, the live profile and keys')
    .action(async (flags: ScanFlags) => {
      const { scan } = await import('./commands/scan.js');
      process.exitCode = await scan(flags, env);
    });

  addConfigFlags(command('probe', 'is the exchange reachable, and does it send data?'), 'live').action(
    async (flags: RunFlags) => {
      const { probe } = await import('./commands/probe.js');
      process.exitCode = await probe(flags, env);
    },
  );

  addHostilityFlags(addConfigFlags(command('simulate', 'run the local exchange for any Binance client')))
    .addOption(portOption())
    .addOption(accountOption())
    .addOption(forOption())
    .action(async (flags: SimulateFlags) => {
      const { simulate } = await import('./commands/simulate.js');
      process.exitCode = await simulate(flags, env);
    });

  addConfigFlags(command('config', 'print the effective configuration and where each value comes from'))
    .option('--json', 'as JSON')
    .action(async (flags: RunFlags & { json?: true }) => {
      const { showConfig } = await import('./commands/showConfig.js');
      showConfig(flags, env);
    });

  addConfigFlags(command('universe', 'print which symbols would be scanned, and why the others would not'))
    .option('--json', 'as JSON')
    .action(async (flags: RunFlags & { json?: true }) => {
      const { universe } = await import('./commands/universe.js');
      process.exitCode = await universe(flags, env);
    });

  addEvaluateFlags(command('evaluate', 'what factors, scores and signals knew beforehand, on recorded klines')).action(
    async (flags: EvaluateFlags) => {
      const { evaluate } = await import('./commands/evaluate.js');
      process.exitCode = await evaluate(flags, env);
    },
  );

  addConfigFlags(command('notify', '`notify test`: send a test message through every notifier'), 'live')
    .argument('<action>', '`test`')
    .action(async (action: string, flags: RunFlags) => {
      const { notify } = await import('./commands/notify.js');
      process.exitCode = await notify(action, flags, env);
    });

  const addSwitch = (name: string, isOn: boolean, description: string): Command =>
    addConfigFlags(command(name, description), 'live')
      .option('--folder <dir>', 'folder of the daemon, when it is not `state.folder`')
      .action(async (flags: RunFlags) => {
        const { switchTrading } = await import('./commands/switchTrading.js');
        process.exitCode = await switchTrading(isOn, flags, env);
      });
  addSwitch('stop-trading', true, 'kill switch: open nothing, close what was opened, until it is lifted');
  addSwitch('resume-trading', false, 'lift the kill switch');

  command('train', 'train a model on the samples of past signals, and say what it is worth')
    .requiredOption('--samples <paths...>', 'samples of the virtual loop: files, or the folder that they are kept in')
    .requiredOption('--out <file>', 'where the model is written, as ONNX')
    .option('--report <file>', 'write what came of it as JSON')
    .option('--require-better', 'write nothing, and end with code 1, unless it is better than the base rate')
    .action(async (flags: TrainFlags) => {
      const { train } = await import('./commands/train.js');
      process.exitCode = await train(flags);
    });

  addConfigFlags(command('virtual', 'what became of past signals, traded or not, by factor and by score'))
    .option('--folder <dir>', 'folder that they are kept in, when it is not `state.folder`')
    .option('--json', 'as JSON')
    .action(async (flags: VirtualFlags) => {
      const { virtual } = await import('./commands/virtual.js');
      process.exitCode = await virtual(flags, env);
    });

  addConfigFlags(command('explain', 'compute a recent signal again and show the arithmetic; without an id, list them'))
    .argument('[id]', 'id of a signal, or the beginning of one')
    .option('--folder <dir>', 'folder that they are kept in, when it is not `state.folder`')
    .option('--json', 'as JSON')
    .action(async (id: string | undefined, flags: ExplainFlags) => {
      const { explain } = await import('./commands/explain.js');
      process.exitCode = await explain(id, flags, env);
    });

  return program;
}
