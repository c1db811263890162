/** The figures of the dashboard. */
import { expect, test } from 'vitest';
import { type DashboardInput, dashboardFigures } from '../../../panel/home/dashboard-figures.ts';
import { elsewhere, inObs, obs, status, statusOf } from './healthy.ts';

function figure(name: string, changes: Partial<DashboardInput> = {}) {
  const known = { status: status(), obs: obs(), viewers: [inObs, elsewhere], pictureMs: 23.6 };
  return dashboardFigures({ ...known, ...changes }).find((one) => one.name === name)!;
}

test('while driving: driver, car, track, lap, rate and the age of the picture', () => {
  expect(figure('Driver').value).toBe('Kim');
  expect(figure('Car').value).toBe('Mazda MX-5 Cup');
  expect(figure('Track').value).toBe('Nordschleife');
  expect(figure('Lap').value).toBe('3');
  expect(figure('Agent')).toMatchObject({ value: '60', unit: 'frames/s', tone: 'good' });
  expect(figure('Picture')).toMatchObject({ value: '24', unit: 'ms old' });
});

test('a rate and an age are shown only while somebody drives', () => {
  const paused = statusOf({ status: 'paused' });
  expect(figure('Agent', { status: paused })).toEqual({ name: 'Agent', value: 'Ready' });
  expect(figure('Picture', { status: paused }).value).toBe('–');
  expect(figure('Car', { status: paused }).value).toBe('Mazda MX-5 Cup');
});

test('the age of the newest frame is shown only while no picture has one, so that the two never contradict', () => {
  expect(figure('Newest frame')).toBeUndefined();
  expect(figure('Newest frame', { pictureMs: null })).toMatchObject({
    value: '4.4',
    unit: 'ms old',
  });
  expect(figure('Picture', { pictureMs: null })).toBeUndefined();
});

test('a picture that is drawn ahead of its frame is no older than now', () => {
  expect(figure('Picture', { pictureMs: -7.2 })).toMatchObject({ value: '0.0', unit: 'ms old' });
});

test('after a session has ended its car is not shown', () => {
  const over = statusOf({ status: 'ended' });
  expect(['Car', 'Track', 'Lap'].map((name) => figure(name, { status: over }).value)).toEqual([
    '–',
    '–',
    '–',
  ]);
});

test('without an agent the agent is away', () => {
  expect(figure('Agent', { status: status({ agents: [], sessions: [] }) }).value).toBe('Away');
});

test('viewers in OBS are counted apart from others', () => {
  expect(figure('Viewers')).toMatchObject({ value: '1', unit: 'in OBS', tone: 'good' });
  expect(figure('Viewers').note).toMatch(/^1 elsewhere/);
  expect(figure('Viewers', { viewers: [] })).toEqual({
    name: 'Viewers',
    value: '0',
    unit: 'in OBS',
  });
  expect(figure('Viewers', { viewers: null })).toEqual({ name: 'Viewers', value: '2' });
});

test('a database that does not answer is marked', () => {
  const recorder = { ...status().recorder, store: 'postgres', state: 'away' } as const;
  expect(figure('Laps stored', { status: status({ recorder }) })).toEqual({
    name: 'Laps stored',
    value: 'PostgreSQL',
    note: 'away',
    tone: 'bad',
  });
});

test('OBS: connected with its scene, broken in red, away in grey, unknown as nothing', () => {
  expect(figure('OBS')).toMatchObject({ value: 'Connected', note: 'scene: Race', tone: 'good' });
  expect(figure('OBS', { obs: obs({ state: 'wrong-password' }) }).tone).toBe('bad');
  expect(figure('OBS', { obs: obs({ state: 'refused' }) })).toMatchObject({
    value: 'Not running',
    tone: 'idle',
  });
  expect(figure('OBS', { obs: null }).value).toBe('–');
});

test('the cars of the session with their source, else who would show them', () => {
  expect(figure('Cars')).toEqual({ name: 'Cars', value: '24', note: 'from SimHub', tone: 'good' });
  expect(figure('Cars', { status: statusOf({ cars: null }) })).toEqual({
    name: 'Cars',
    value: '–',
    note: 'SimHub or CrewChief shows the others',
  });
});
