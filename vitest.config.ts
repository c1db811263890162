import { defineConfig } from 'vitest/config';

const common = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // Real processes in real time on shared machines: a stall of the machine is not a fault of the program. What is
  // wrong fails three times.
  retry: process.env.CI === 'true' ? 2 : 0,
};

/** What computes, or waits for its own sockets and files: such files may run beside one another. */
const light = ['cli', 'overlays', 'panel', 'protocol', 'relay', 'scripts', 'simulation'];
/** Among them, but with a browser or all of a processor. */
const heavy = [
  'tests/overlays/core/page.test.ts',
  'tests/overlays/core/page-canvas.test.ts',
  'tests/overlays/core/layout-page.test.ts',
  'tests/overlays/hour.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: 'tests/setup.ts',
    projects: [
      {
        test: {
          ...common,
          name: 'light',
          include: [`tests/{${light.join(',')}}/**/*.test.ts`],
          exclude: heavy,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'real',
          include: ['tests/*.test.ts', `tests/!(${light.join('|')})/**/*.test.ts`, ...heavy],
          // Browser, Wine, OBS and database tests share two cores: files run one after another.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
