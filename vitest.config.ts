import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/cliBundle.ts'],
    testTimeout: 20_000,
    // Some files do all of their work in a hook.
    hookTimeout: 40_000,
    // Much of the suite waits for sockets and processes: three workers keep two cores busy, where vitest would take one.
    maxWorkers: 3,
    // No test keeps anything in a module, so that files may share what they have loaded: a third less of CPU.
    isolate: false,
    // What lives for a moment dies in a young heap of this size, on the thread that made it: a quarter less of CPU.
    execArgv: ['--max-semi-space-size=64', '--single-threaded-gc'],
    coverage: { provider: 'v8', include: ['src/core/**', 'src/domain/**', 'src/operators/**'] },
  },
});
