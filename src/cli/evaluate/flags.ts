import { Option, type Command } from 'commander';
import { foundInWords } from '../../config/found.js';
import { parseDurationMs } from '../../domain/duration.js';
import { BadInputError } from '../../domain/errors.js';

/** The flags of `evaluate`, as commander hands them over. */
export interface EvaluateFlags {
  readonly data: string;
  readonly profile: string;
  readonly config?: string;
  readonly symbols?: string;
  readonly minScore?: string;
  readonly every: number;
  /** Epoch milliseconds. */
  readonly from?: number;
  readonly to?: number;
  readonly seed: number;
  /** A file, or `-` for standard output. */
  readonly json?: string;
  readonly html?: string;
}

const minuteMs = 60_000;

/** Adds the flags of `evaluate`. */
export const addEvaluateFlags = (command: Command): Command =>
  command
    .requiredOption('--data <dir>', 'folder of 1m klines: .csv, .csv.gz or .zip files of data.binance.vision')
    .addOption(
      new Option('--every <duration>', 'market time between two scans, whole minutes')
        .default(5 * minuteMs, '5m')
        .argParser((text) => {
          const durationMs = parseDurationMs(text);
          if (durationMs !== undefined && durationMs > 0 && durationMs % minuteMs === 0) return durationMs;
          throw refused('--every', text, 'a duration of whole minutes, such as 5m or 1h');
        }),
    )
    .addOption(instantOption('--from', 'first scan, ISO 8601; else the first one with warm windows'))
    .addOption(instantOption('--to', 'nothing later is looked at, ISO 8601; else the end of the files'))
    .option('--symbols <a,b>', 'scan only these symbols')
    .option('--min-score <n>', 'score that makes a signal, 0 to 100')
    .option('--profile <name>', 'configuration profile', 'demo')
    .option('--config <file>', 'YAML file laid over the profile')
    .addOption(
      new Option('--seed <n>', 'seed of the bootstrap').default(1).argParser((text) => {
        const seed = Number(text);
        if (/^\d+$/.test(text) && seed < 2 ** 32) return seed;
        throw refused('--seed', text, 'a whole number from 0 to 4294967295');
      }),
    )
    .option('--json <file>', 'write all numbers as JSON; - for standard output, instead of the tables')
    .option('--html <file>', 'write one page with drawings');

/** Without an offset it would mean another instant on each machine. */
const isoInstant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

const instantOption = (flag: string, description: string): Option =>
  new Option(`${flag} <time>`, description).argParser((text) => {
    const atMs = isoInstant.test(text) ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(atMs)) return atMs;
    throw refused(flag, text, 'an ISO 8601 date, or date and time with Z or an offset such as 2026-01-31T09:30:00Z');
  });

const refused = (flag: string, text: string, expected: string): BadInputError =>
  new BadInputError(`\`${flag}\` must be ${expected}; found ${foundInWords(text)}`, {
    place: `flag ${flag}`,
    found: foundInWords(text),
    expected,
  });
