import { Option, type Command } from 'commander';
import type { ConfigFlag } from '../config/flagLayer.js';
import { foundInWords } from '../config/found.js';
import type { ConfigSources } from '../config/loadConfig.js';
import { parseDurationMs } from '../domain/duration.js';
import { BadInputError } from '../domain/errors.js';

/** The flags of a run, as commander hands them over. */
export interface RunFlags {
  readonly profile: string;
  readonly config?: string;
  readonly max?: string;
  readonly interval?: string;
  readonly minScore?: string;
  readonly symbols?: string;
  readonly data?: string;
  readonly start?: string;
  readonly seed?: string;
  readonly speed?: string;
  readonly logLevel?: string;
  /** Only of commands that read what was kept. */
  readonly folder?: string;
}

const defaultProfile = 'demo';

/** The flags that make the embedded exchange a hostile one. */
export interface HostilityFlags {
  /** A file. */
  readonly faults?: string;
  /** Faults per minute of wall time. */
  readonly chaos?: number;
}

/** Adds the flags that change the configuration. */
export function addConfigFlags(command: Command, profile = defaultProfile): Command {
  return command
    .option('--profile <name>', 'configuration profile: demo (embedded exchange) or live', profile)
    .option('--config <file>', 'YAML file laid over the profile')
    .option('--max <n>', 'scan at most n symbols')
    .option('--interval <seconds>', 'market time between two scan cycles')
    .option('--min-score <n>', 'score that makes a signal, 0 to 100')
    .option('--symbols <a,b>', 'scan only these symbols')
    .option('--data <dir>', 'play a folder of recorded 1m klines instead of the synthetic market')
    .option('--start <time>', 'market time at which play begins, ISO 8601')
    .option('--seed <n>', 'seed of the synthetic market')
    .option('--speed <x>', 'market time per wall time of the embedded exchange')
    .option('--log-level <level>', 'trace, debug, info, warn, error, fatal or silent');
}

/** Where the configuration of a run comes from. */
export const configSources = (flags: RunFlags, env: NodeJS.ProcessEnv): ConfigSources => ({
  profile: flags.profile,
  configFile: flags.config,
  env,
  flags: configFlags(flags),
});

/** The flags as settings of the configuration. `--data` also turns the embedded exchange on. */
function configFlags(flags: RunFlags): readonly ConfigFlag[] {
  const recorded: readonly ConfigFlag[] =
    flags.data === undefined
      ? []
      : [
          { path: 'exchange.mode', value: 'simulated', flag: '--data' },
          { path: 'simulator.market', value: 'recorded', flag: '--data' },
          { path: 'simulator.dataDir', value: flags.data, flag: '--data' },
        ];
  return [
    ...recorded,
    { path: 'universe.maxSymbols', value: flags.max, flag: '--max' },
    { path: 'scan.periodMs', value: secondsToMs(flags.interval), flag: '--interval' },
    { path: 'scan.minScore', value: flags.minScore, flag: '--min-score' },
    { path: 'universe.symbols', value: flags.symbols, flag: '--symbols' },
    { path: 'simulator.startTime', value: flags.start, flag: '--start' },
    { path: 'simulator.seed', value: flags.seed, flag: '--seed' },
    { path: 'simulator.speed', value: flags.speed, flag: '--speed' },
    { path: 'log.level', value: flags.logLevel, flag: '--log-level' },
    { path: 'state.folder', value: flags.folder, flag: '--folder' },
  ];
}

/** Text that is no number goes on as it is: the configuration says what is wrong with it. */
function secondsToMs(text: string | undefined): number | string | undefined {
  const seconds = Number(text);
  return text === undefined || text.trim() === '' || Number.isNaN(seconds) ? text : seconds * 1_000;
}

/** Node's timers take 31 bits. */
const longestRunMs = 2 ** 31 - 1;

/** `--for 30s`, in ms. */
export const forOption = (): Option =>
  new Option('--for <duration>', 'stop after this much wall time, such as 30s or 5m').argParser((text) => {
    const durationMs = parseDurationMs(text);
    if (durationMs !== undefined && durationMs > 0 && durationMs <= longestRunMs) return durationMs;
    throw refused('--for', text, 'a duration up to 24d, such as 30s, 5m or 1h');
  });

/** `--port 9000`. */
export const portOption = (): Option =>
  new Option('--port <n>', 'port to listen on, 0 for a free one').default(0).argParser((text) => {
    const port = Number(text);
    if (/^\d+$/.test(text) && port <= 65_535) return port;
    throw refused('--port', text, 'a whole number from 0 to 65535');
  });

/** `--account`, `--account 5000`, in USDT. */
export const accountOption = (): Option =>
  new Option('--account [usdt]', 'open an account with so much (10000) for the keys in the environment')
    .preset('10000')
    .argParser((text) => {
      const balanceUsdt = Number(text);
      if (text.trim() !== '' && balanceUsdt >= 0 && Number.isFinite(balanceUsdt)) return balanceUsdt;
      throw refused('--account', text, 'an amount of USDT from 0');
    });

/** Adds `--faults FILE` and `--chaos RATE`. */
export const addHostilityFlags = (command: Command): Command =>
  command
    .option('--faults <file>', 'YAML or JSON list of what goes wrong on the embedded exchange, and when')
    .addOption(
      new Option('--chaos <rate>', 'faults per minute, at random by `--seed`, on the embedded exchange').argParser(
        (text) => {
          const rate = Number(text);
          if (text.trim() !== '' && rate > 0 && rate <= mostFaultsPerMinute) return rate;
          throw refused('--chaos', text, `a number of faults per minute above 0, up to ${mostFaultsPerMinute}`);
        },
      ),
    );

const mostFaultsPerMinute = 10_000;

const refused = (flag: string, text: string, expected: string): BadInputError =>
  new BadInputError(`\`${flag}\` must be ${expected}; found ${foundInWords(text)}`, {
    place: `flag ${flag}`,
    found: foundInWords(text),
    expected,
  });
