import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { patienceMs } from './tests/support/until.ts';

const common = {
  // For a slow and busy machine: what passes does not wait.
  testTimeout: 3 * patienceMs,
  hookTimeout: 5 * patienceMs,
  expect: { poll: { timeout: patienceMs } },
  // A message shows what a list held; the one line about a test that passed on its second try has nothing else.
  chaiConfig: { truncateThreshold: 400 },
};

/**
 * Real programs in real time may be held up for seconds on a shared machine: CI tries such a test once more, and
 * `npm test` names each test that needed it.
 */
const oneMoreTry = { ...common, retry: process.env.CI === 'true' ? 1 : 0 };

/** Start programs of their own and kill, suspend or race them. */
const processes = [
  'tests/cli/desktop/background.test.ts',
  'tests/cli/parts/child-process.test.ts',
  'tests/cli/console/terminal.test.ts',
  'tests/relay/pages/themes/killed.test.ts',
  'tests/relay/storage/crash.test.ts',
];

/** Measure rates, delays or losses in real time. They wait most of the time: three share the machine, and nothing else. */
const timed = [
  'tests/e2e/pipeline.test.ts',
  'tests/e2e/pipeline-every-step.test.ts',
  'tests/e2e/restart.test.ts',
  'tests/e2e/wine.test.ts',
  'tests/relay/handing-on.test.ts',
  'tests/agent/main.test.ts',
  'tests/agent/demo/real-pages.test.ts',
  'tests/agent/memory/**/*.test.ts',
];

/** Measure how long pictures and parsers take, with bounds that leave room: a core for each. */
const measured = [
  'tests/scripts/fuzz/fuzz.test.ts',
  'tests/e2e/replay.test.ts',
  'tests/overlays/core/page/page-canvas.test.ts',
  'tests/overlays/core/page/page-motion.test.ts',
  'tests/overlays/core/page/page-timing.test.ts',
];

/** Run in a time of their own: what another file left to a timer would run in theirs, so each has its own worker. */
const simulated = ['tests/simulation/**/*.test.ts'];

/** Drive a browser, OBS or Wine. */
const driven = [
  'tests/e2e/**/*.test.ts',
  'tests/visual/**/*.test.ts',
  'tests/overlays/core/page/layout-page.test.ts',
  'tests/overlays/core/page/page.test.ts',
];

/**
 * The longest files, half a minute and more each: what computes and what waits in turn. Without a cache vitest begins
 * with the largest files, and one worker would be busy with one of these at the end, alone.
 */
const longest = [
  'tests/scripts/fuzz/fuzz.test.ts',
  'tests/e2e/windows-release.test.ts',
  'tests/visual/visual.test.ts',
  'tests/e2e/obs-browsers.test.ts',
  'tests/e2e/accessibility.test.ts',
  'tests/simulation/seeds-1.test.ts',
  'tests/e2e/panel.test.ts',
  'tests/relay/storage/crash.test.ts',
  'tests/simulation/seeds-301.test.ts',
  'tests/e2e/pages.test.ts',
  'tests/e2e/settings.test.ts',
  'tests/e2e/linux-release.test.ts',
  'tests/e2e/laps.test.ts',
  'tests/e2e/watch.test.ts',
  'tests/e2e/windows-first-start.test.ts',
  'tests/e2e/dev.test.ts',
  'tests/e2e/new.test.ts',
  'tests/overlays/core/page/layout-page.test.ts',
  'tests/e2e/windows-update.test.ts',
  'tests/overlays/core/page/page.test.ts',
  'tests/e2e/theme-editor.test.ts',
  'tests/e2e/firefox.test.ts',
  'tests/e2e/layout-editor.test.ts',
  'tests/e2e/cli.test.ts',
  'tests/e2e/proxies.test.ts',
  'tests/e2e/obs.test.ts',
  'tests/simulation/planted.test.ts',
  'tests/simulation/simulation.test.ts',
  'tests/e2e/wine.test.ts',
  'tests/e2e/pipeline.test.ts',
  'tests/e2e/pipeline-every-step.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = longest.findIndex((file) => moduleId.endsWith(file));
      return index === -1 ? longest.length : index;
    };
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}

/** Four on two cores: a worker waits half of its time for a socket or a disk, and leaves its core to another. */
const besideOneAnother = { maxWorkers: 4, sequence: { groupOrder: 0 } };

export default defineConfig({
  test: {
    globalSetup: 'tests/setup.ts',
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...common,
          ...besideOneAnother,
          name: 'light',
          // Starting a worker for each of hundreds of files takes longer than most of them.
          isolate: false,
          setupFiles: 'tests/seed.ts',
          include: ['tests/**/*.test.ts'],
          exclude: [...processes, ...simulated, ...timed, ...measured, ...driven],
        },
      },
      {
        test: {
          ...common,
          ...besideOneAnother,
          name: 'simulated',
          include: simulated,
        },
      },
      {
        test: {
          ...oneMoreTry,
          ...besideOneAnother,
          name: 'processes',
          include: processes,
        },
      },
      {
        test: {
          ...oneMoreTry,
          name: 'driven',
          isolate: false,
          include: driven,
          exclude: [...timed, ...measured],
          // A browser keeps both cores busy by itself: four at once took a fifth longer than two, and waited in vain at times.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...oneMoreTry,
          name: 'measured',
          include: measured,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...oneMoreTry,
          name: 'timed',
          include: timed,
          maxWorkers: 3,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
