#!/usr/bin/env node
import { environment } from './environment.js';
import { setFlagsFromString } from 'node:v8';
import { ending } from './exit.js';
import { survivePipes } from './output.js';
import { commandLine } from './program.js';

/** How long what a command left behind may keep the process. */
const lingerMs = 250;

// V8 would let the heap grow to several times what lives in it: a warm-up leaves as much garbage as it finds room for.
setFlagsFromString('--heap-growing-percent=30');

survivePipes();
try {
  await commandLine(environment).parseAsync();
} catch (error) {
  const { code, sentence } = ending(error);
  if (sentence !== undefined) process.stderr.write(`candlewick: ${sentence}\n`);
  process.exitCode = code;
}
// Nothing should be left; a simulator that is still reading its data is.
setTimeout(() => process.exit(), lingerMs).unref();
