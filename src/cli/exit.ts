import { CommanderError } from 'commander';
import { BadInputError, isScannerError } from '../domain/errors.js';

export const exitCodes = { ok: 0, failed: 1, badInput: 2 } as const;

export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** The exit code for what ended a command, and the one sentence to say about it (none when it was said already). */
export function ending(error: unknown): { readonly code: number; readonly sentence: string | undefined } {
  if (error instanceof CommanderError) {
    return { code: error.exitCode === 0 ? exitCodes.ok : exitCodes.badInput, sentence: undefined };
  }
  if (error instanceof BadInputError) return { code: exitCodes.badInput, sentence: error.message };
  if (isScannerError(error)) return { code: exitCodes.failed, sentence: error.message };
  return { code: exitCodes.failed, sentence: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
