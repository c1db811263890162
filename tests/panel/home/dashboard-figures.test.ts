/** The figures of the board. */
import { expect, test } from 'vitest';
import { type DashboardInput, dashboardFigures } from '../../../panel/home/dashboard-figures.ts';
import { elsewhere, inObs, obs, session, status } from './known.ts';

function fact(name: string, changes: Partial<DashboardInput> = {}) {
  const known = { status: status(), obs: obs(), viewers: [inObs, elsewhere], pictureMs: 23.6 };
  return dashboardFigures({ ...known, ...changes }).find((one) => one.name === name)!;
}

test('driving: car, track, lap, rate and ages', () => {
  expect(fact('Car').value).toBe('Mazda MX-5 Cup');
  expect(fact('Track').value).toBe('Nordschleife');
  expect(fact('Lap').value).toBe('3');
  expect(fact('Agent')).toMatchObject({ value: '60', unit: 'frames/s', tone: 'good' });
  expect(fact('Newest frame')).toMatchObject({ value: '4.4', unit: 'ms old' });
  expect(fact('Picture')).toMatchObject({ value: '24', unit: 'ms old' });
});

test('a rate and ages are shown only while somebody drives', () => {
  const paused = status({ sessions: [{ ...session, status: 'paused' }] });
  expect(fact('Agent', { status: paused })).toEqual({ name: 'Agent', value: 'Ready' });
  expect(fact('Newest frame', { status: paused }).value).toBe('–');
  expect(fact('Picture', { status: paused }).value).toBe('–');
  expect(fact('Car', { status: paused }).value).toBe('Mazda MX-5 Cup');
});

test('after a session its car is gone from the board', () => {
  const over = status({ sessions: [{ ...session, status: 'ended' }] });
  expect(['Car', 'Track', 'Lap'].map((name) => fact(name, { status: over }).value)).toEqual([
    '–',
    '–',
    '–',
  ]);
});

test('without an agent it says so', () => {
  expect(fact('Agent', { status: status({ agents: [], sessions: [] }) }).value).toBe('Away');
});

test('viewers in OBS are told from others', () => {
  expect(fact('Viewers')).toMatchObject({ value: '1', unit: 'in OBS', tone: 'good' });
  expect(fact('Viewers').note).toMatch(/^1 elsewhere/);
  expect(fact('Viewers', { viewers: [] })).toEqual({ name: 'Viewers', value: '0', unit: 'in OBS' });
  expect(fact('Viewers', { viewers: null })).toEqual({ name: 'Viewers', value: '2' });
});

test('a database that is away is said', () => {
  const recorder = { ...status().recorder, store: 'postgres', state: 'away' };
  expect(fact('Laps kept', { status: status({ recorder }) })).toEqual({
    name: 'Laps kept',
    value: 'PostgreSQL',
    note: 'away',
    tone: 'bad',
  });
});

test('OBS: connected with its scene, broken in red, away in grey, unknown as nothing', () => {
  expect(fact('OBS')).toMatchObject({ value: 'Connected', note: 'on program: Race', tone: 'good' });
  expect(fact('OBS', { obs: obs({ state: 'wrong-password' }) }).tone).toBe('bad');
  expect(fact('OBS', { obs: obs({ state: 'refused' }) })).toMatchObject({
    value: 'Not running',
    tone: 'idle',
  });
  expect(fact('OBS', { obs: null }).value).toBe('–');
});
