import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // Browser, Wine, OBS and database tests share two cores: files run one after another.
    fileParallelism: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Real processes in real time on shared machines: a stall of the machine is not a fault of the program. What is
    // wrong fails three times.
    retry: process.env.CI === 'true' ? 2 : 0,
  },
});
