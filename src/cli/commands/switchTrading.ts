import { loadConfig } from '../../config/loadConfig.js';
import { BadInputError } from '../../domain/errors.js';
import { exitCodes } from '../exit.js';
import { configSources, type RunFlags } from '../flags.js';
import { KillSwitch } from '../trading/killSwitch.js';

/**
 * Turns the kill switch of a state folder on or off, for daemons that run and those to come. Resolves with the exit code.
 * Rejects with `BadInputError`.
 */
export async function switchTrading(isOn: boolean, flags: RunFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const { state } = loadConfig(configSources(flags, env)).config;
  if (state.folder === null) throw badFolder('null: nothing is kept');
  const killSwitch = new KillSwitch(state.folder);
  try {
    if (isOn) {
      const wasOn = await killSwitch.isOn();
      await killSwitch.pull();
      print(wasOn ? alreadyOn : `Trading is stopped for ${state.folder}: ${whatItDoes}.`);
    } else {
      print((await killSwitch.lift()) ? 'Trading goes on.' : 'Trading was not stopped.');
    }
  } catch (error) {
    throw badFolder(
      `${state.folder}, which cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return exitCodes.ok;
}

const whatItDoes =
  'a daemon that runs there opens nothing and closes what it opened, and so will the next; `candlewick resume-trading` lifts it';
const alreadyOn = 'Trading was stopped already; `candlewick resume-trading` lifts it.';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

function badFolder(found: string): BadInputError {
  const expected = 'a folder that can be written';
  return new BadInputError(`\`state.folder\` must be ${expected}; found ${found}`, {
    place: 'state.folder',
    found,
    expected,
  });
}
