import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** What `candlewick` is run from. */
    program: string;
  }
}

const dist = join(import.meta.dirname, '..', '..', 'dist');
const builtProgram = join(dist, 'cli', 'main.js');

/** Those that start threads find their files beside themselves; native code stays where it is. */
const leftOut = ['piscina', 'onnxruntime-node'];

/** The one module that is reached past the bundler. */
const required = `createRequire(import.meta.url)('rxjs-websockets')`;
const socketsInside: Rolldown.Plugin = {
  name: 'sockets-inside',
  transform(code, id) {
    if (!id.endsWith(join('adapters', 'binance', 'socket.js'))) return undefined;
    if (!code.includes(required)) throw new Error(`${id} has no ${required}`);
    return code.replace(required, `require('rxjs-websockets')`);
  },
};

/**
 * Puts the built program and its packages into a few files, once for all tests: hundreds of processes start from it, and
 * most of what they cost is finding a thousand modules. Paths relative to a module are kept: the bundle is as deep as
 * `dist/cli`.
 */
export default async function setup(project: TestProject): Promise<() => void> {
  project.provide('program', builtProgram);
  if (!existsSync(builtProgram)) return () => undefined;
  const outDir = mkdtempSync(join(dist, 'bundle-'));
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: leftOut },
    build: {
      ssr: true,
      outDir,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: {
          main: builtProgram,
          simulatorWorker: join(dist, 'simulator', 'simulatorWorker.js'),
          inferenceWorker: join(dist, 'adapters', 'onnx', 'inferenceWorker.js'),
        },
        plugins: [socketsInside],
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
  project.provide('program', join(outDir, 'main.js'));
  return () => rmSync(outDir, { recursive: true, force: true });
}
