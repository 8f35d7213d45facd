#!/usr/bin/env node
import { ending } from './exit.js';
import { survivePipes } from './output.js';
import { commandLine } from './program.js';

/** How long what a command left behind may keep the process. */
const lingerMs = 250;

survivePipes();
try {
  await commandLine(process.env).parseAsync();
} catch (error) {
  const { code, sentence } = ending(error);
  if (sentence !== undefined) process.stderr.write(`candlewick: ${sentence}\n`);
  process.exitCode = code;
}
// Nothing should be left; a simulator that is still reading its data is.
setTimeout(() => process.exit(), lingerMs).unref();
