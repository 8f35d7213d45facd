import { CommanderError } from 'commander';
import { BadInputError, isScannerError } from '../domain/errors.js';
import { usageSentence } from './usage.js';

export const exitCodes = { ok: 0, failed: 1, badInput: 2 } as const;

/** The exit code for what ended a command, and what to say about it: one sentence, or a bug's stack. */
export function ending(error: unknown): { readonly code: number; readonly sentence: string | undefined } {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { code: exitCodes.ok, sentence: undefined };
    return { code: exitCodes.badInput, sentence: usageSentence(error) };
  }
  if (error instanceof BadInputError) return { code: exitCodes.badInput, sentence: oneLine(error.message) };
  if (isScannerError(error)) return { code: exitCodes.failed, sentence: oneLine(error.message) };
  return { code: exitCodes.failed, sentence: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

const oneLine = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/g, ' ');
