import { concatMap, lastValueFrom, map, type Observable } from 'rxjs';
import { loadConfig } from '../../config/loadConfig.js';
import { BadInputError } from '../../domain/errors.js';
import type { KeptSignal, SignalRecords } from '../../ports/signalRecords.js';
import { exitCodes } from '../exit.js';
import { explanationJson } from '../explain/explanationJson.js';
import { explanationLines } from '../explain/explanationLines.js';
import { findSignal } from '../explain/findSignal.js';
import { headingLines } from '../explain/headingLines.js';
import { recompute } from '../explain/recompute.js';
import { signalFolder, signalStore } from '../explain/signalStore.js';
import { configSources, type RunFlags } from '../flags.js';

export interface ExplainFlags extends RunFlags {
  readonly json?: true;
}

/**
 * Computes a kept signal again and shows the arithmetic; without an id, lists what is kept. Resolves with the exit code: 1
 * when the result is not what was recorded. Rejects with `BadInputError`.
 */
export async function explain(id: string | undefined, flags: ExplainFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const { state } = loadConfig(configSources(flags, env)).config;
  const folder = signalFolder(state);
  if (folder === undefined) throw nothingKept();
  const store = signalStore(state, folder);
  const isJson = flags.json === true;
  const exitCode$ = id === undefined ? listed(store, folder, isJson) : explained(findSignal(store, id, folder), isJson);
  return lastValueFrom(exitCode$, { defaultValue: exitCodes.failed });
}

const explained = (kept$: Observable<KeptSignal>, isJson: boolean): Observable<number> =>
  kept$.pipe(
    concatMap(async (kept) => {
      const explanation = await recompute(kept);
      print(isJson ? explanationJson(kept, explanation) : explanationLines(kept, explanation).join('\n'));
      return explanation.isSameScore && explanation.isSameId ? exitCodes.ok : exitCodes.failed;
    }),
  );

const listed = (store: SignalRecords, folder: string, isJson: boolean): Observable<number> =>
  store.headings().pipe(
    map((headings) => {
      const lines = headingLines(headings.signals);
      if (isJson) print(JSON.stringify(headings, null, 2));
      else print((lines.length === 0 ? [`No signals are kept in ${folder}.`] : lines).join('\n'));
      if (!isJson) for (const sentence of headings.damaged) process.stderr.write(`candlewick: ${sentence}\n`);
      return exitCodes.ok;
    }),
  );

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function nothingKept(): BadInputError {
  const expected = 'a folder';
  const message = `\`state.folder\` must be ${expected} for \`explain\`; found null: nothing is kept`;
  return new BadInputError(message, { place: 'state.folder', found: 'null', expected });
}
