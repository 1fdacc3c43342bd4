import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['gamekeeper-source', 'node', 'import', 'default'] } },
  resolve: { conditions: ['gamekeeper-source', 'node', 'import', 'default'] },
  test: {
    include: ['packages/*/{src,golden}/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/harness/property-seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
});
