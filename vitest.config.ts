import { defineConfig } from 'vitest/config';

// Not `import`: it would be passed on to `require` too, which must find the CommonJS form of a package.
const conditions = ['gamekeeper-source', 'node'];

export default defineConfig({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    include: ['packages/*/{src,golden,fuzz}/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/harness/blank-state.ts'],
    setupFiles: ['test/harness/property-seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Most files wait for processes of their own: two at a time are faster even on two cores.
    maxWorkers: 2,
  },
});
