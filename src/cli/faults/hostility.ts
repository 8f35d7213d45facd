import type { Config } from '../../config/schema.js';
import { BadInputError } from '../../domain/errors.js';
import type { SimulatorThreadOptions } from '../../simulator/simulatorThread.js';
import type { HostilityFlags } from '../flags.js';
import { readFaultFile } from './readFaultFile.js';

/** What goes wrong on a simulated exchange: by script, and at random. */
export type Hostility = Pick<SimulatorThreadOptions, 'faults' | 'chaos'>;

/** What the flags ask for. The seed of the market is the seed of the chaos. Throws `BadInputError` as `readFaultFile` does. */
export const hostilityOf = ({ faults, chaos }: HostilityFlags, { simulator }: Config): Hostility => ({
  ...(faults !== undefined && { faults: readFaultFile(faults) }),
  ...(chaos !== undefined && { chaos: { ratePerMinute: chaos, seed: simulator.seed } }),
});

/** Nothing can be made to go wrong on an exchange that is not ours. Throws `BadInputError`. */
export function refuseElsewhere(flags: HostilityFlags, { exchange }: Config): void {
  if (exchange.mode === 'simulated') return;
  const place = flags.faults === undefined ? '--chaos' : '--faults';
  if (flags.faults === undefined && flags.chaos === undefined) return;
  const found = `\`exchange.mode\` ${exchange.mode}`;
  const expected = 'the embedded exchange, `exchange.mode: simulated`';
  throw new BadInputError(`\`${place}\` needs ${expected}; found ${found}`, { place, found, expected });
}

/** One sentence for the reader; `undefined` when nothing is to go wrong. */
export function hostilitySentence({ faults, chaos }: Hostility): string | undefined {
  const scripted = faults && `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} by script`;
  const random = chaos && `${chaos.ratePerMinute} a minute at random, seed ${chaos.seed}`;
  const both = [scripted, random].filter((part) => part !== undefined).join(', and ');
  return both === '' ? undefined : `Things go wrong on the exchange: ${both}.`;
}
