import { defineConfig } from 'vitest/config';

const common = { testTimeout: 30_000, hookTimeout: 60_000 };

/**
 * For tests of real programs in real time, which a shared machine may hold up for seconds: one more try, and
 * `npm test` names each test that needed it. What only computes passes at once or is wrong.
 */
const oneMoreTry = { ...common, retry: process.env.CI === 'true' ? 1 : 0 };

/** With programs of their own that are killed, held or raced. */
const processes = [
  'tests/cli/parts/child-process.test.ts',
  'tests/cli/console/terminal.test.ts',
  'tests/cli/workers.test.ts',
  'tests/relay/pages/themes/killed.test.ts',
  'tests/relay/broadcast/worker-pool.test.ts',
  'tests/relay/storage/crash.test.ts',
];

/** With a browser, OBS, Wine, or a game's pages that are written every 3 ms. */
const real = [
  'tests/e2e/**/*.test.ts',
  'tests/visual/**/*.test.ts',
  'tests/agent/main.test.ts',
  'tests/agent/demo/real-pages.test.ts',
  'tests/agent/memory/**/*.test.ts',
  'tests/overlays/core/page/page.test.ts',
  'tests/overlays/core/page/page-canvas.test.ts',
  'tests/overlays/core/page/layout-page.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: 'tests/setup.ts',
    projects: [
      {
        // What computes, or waits for its own sockets and files: such files may run beside one another.
        test: {
          ...common,
          name: 'light',
          include: ['tests/**/*.test.ts'],
          exclude: [...processes, ...real],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...oneMoreTry,
          name: 'processes',
          include: processes,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // They share two cores: files run one after another.
        test: {
          ...oneMoreTry,
          name: 'real',
          include: real,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
