import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/cliBundle.ts'],
    testTimeout: 20_000,
    // Much of the suite waits for sockets and processes: one worker for each of two cores, where vitest would take one.
    maxWorkers: 2,
    // No test keeps anything in a module, so that files may share what they have loaded: a third less of CPU.
    isolate: false,
    coverage: { provider: 'v8', include: ['src/core/**', 'src/domain/**', 'src/operators/**'] },
  },
});
