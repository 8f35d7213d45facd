import type { Command, CommanderError } from 'commander';
import { nearest } from '../config/nearest.js';
import { BadInputError } from '../domain/errors.js';

/** What commander says over several lines, in one sentence. */
export const usageSentence = ({ message }: Pick<CommanderError, 'message'>): string =>
  message
    .replace(/^error: /, '')
    .replace(/\s*\(Did you mean (.+?)\?\)$/s, '; did you mean $1?')
    .replaceAll(/\s*\n\s*/g, ' ');

/**
 * What no command has asked for is most often a command that does not exist. Throws `BadInputError`.
 */
export function refuseOperands(program: Command, command: Command): void {
  const { length: takes } = command.registeredArguments;
  const operand = command.args[takes];
  if (operand === undefined) return;
  const names = program.commands.map((known) => known.name());
  const message =
    program.args[0] === command.name() ? tooMany(operand, command.name(), takes) : unknown(operand, names);
  throw new BadInputError(message, { place: 'command line', found: operand, expected: names.join(', ') });
}

const tooMany = (operand: string, name: string, takes: number): string =>
  `unexpected argument \`${operand}\`; \`${name}\` takes ${takes === 0 ? 'only flags' : 'one argument and flags'}`;

function unknown(operand: string, names: readonly string[]): string {
  if (names.includes(operand)) return `unexpected argument \`${operand}\`; a command comes before its flags`;
  const meant = nearest(operand, names);
  const hint = meant === undefined ? `expected one of ${names.join(', ')}` : `did you mean \`${meant}\`?`;
  return `unknown command \`${operand}\`; ${hint}`;
}
