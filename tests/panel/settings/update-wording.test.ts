/** What the panel says about updates in each state, and how to update what cannot update itself. */
import { expect, test } from 'vitest';
import {
  manualWay,
  megabytes,
  releaseOf,
  stateWords,
} from '../../../panel/settings/update-wording.ts';
import type { OfferedRelease, UpdateState, UpdateStatus } from '../../../protocol/update-status.ts';

const release: OfferedRelease = {
  version: '2.0.0',
  date: '2026-06-01T10:00:00Z',
  notes: '',
  page: 'https://example.org/download',
  file: { url: 'https://example.org/sequential_2.0.0_amd64.deb', bytes: 25_200_000 },
};

function words(state: UpdateState, request: string[] | null = ['GET / HTTP/1.1']) {
  const status: UpdateStatus = {
    version: '1.0.0',
    distribution: 'installed',
    canInstall: true,
    daily: false,
    checkedAt: null,
    request,
    state,
    hindrance: null,
  };
  return stateWords(status);
}

const states: readonly UpdateState[] = [
  { kind: 'off' },
  { kind: 'never-checked' },
  { kind: 'checking' },
  { kind: 'up-to-date' },
  { kind: 'available', release },
  { kind: 'downloading', release, receivedBytes: 12_600_000 },
  { kind: 'ready', release },
  { kind: 'installing', release },
  { kind: 'failed', failure: { code: 'update-damaged', message: 'It is damaged.' }, release: null },
];

test('each state has a sentence of its own', () => {
  const sentences = states.map((state) => words(state).sentence);
  expect(new Set(sentences).size).toBe(states.length);
  expect(sentences[5]).toBe('Downloading version 2.0.0: 12.6 MB of 25.2 MB.');
  expect(sentences.at(-1)).toBe('It is damaged.');
});

test('a copy without an address for updates says so', () => {
  expect(words({ kind: 'off' }, null).sentence).toContain('cannot look for them');
});

test('the release is shown in every state that knows one', () => {
  expect(states.filter((state) => releaseOf(state) === release)).toHaveLength(4);
});

test('each kind of installation is told its own way', () => {
  expect(manualWay('debian', release).commands[0]).toBe(
    'sudo apt install ./sequential_2.0.0_amd64.deb',
  );
  expect(manualWay('portable', release).steps).toHaveLength(4);
  expect(manualWay('npm', release).commands).toEqual([`npx ${release.file?.url} start`]);
  expect(manualWay('source', { ...release, file: null }).commands).toContain('git pull');
  expect(manualWay('installed', release).commands).toEqual([]);
  expect(manualWay('container', { ...release, file: null }).commands.at(-1)).toContain('compose');
});

test('sizes are told in megabytes', () => {
  expect(megabytes(25_249_000)).toBe('25.2 MB');
});
