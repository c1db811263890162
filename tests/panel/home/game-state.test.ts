/** What the first run says about the game. */
import { expect, test } from 'vitest';
import { gameState } from '../../../panel/home/game-state.ts';
import { agent, status, statusOf, withoutAgent } from './healthy.ts';

test('while driving it names the game, the driver from the game, car and track, and asks for nothing', () => {
  expect(gameState(statusOf({ status: 'driving', game: 'Assetto Corsa Competizione' }))).toEqual({
    tone: 'good',
    title: 'Assetto Corsa Competizione: driving',
    about: 'Kim · Mazda MX-5 Cup · Nordschleife',
    step: null,
  });
});

test('in the menu it says that the telemetry is there, and to get into the car', () => {
  const menu = gameState(statusOf({ status: 'menu', driver: null, car: null, track: null }));
  expect(menu).toMatchObject({ tone: 'idle', about: 'Its telemetry is there.' });
  expect(menu.step).toBe('Get into the car.');
});

test('a game that is not running is named, with the agent’s own reason', () => {
  const agents = [{ ...agent, status: 'waiting', detail: 'Another tool holds it open.' } as const];
  expect(gameState({ ...withoutAgent, agents })).toEqual({
    tone: 'wait',
    title: 'Assetto Corsa is not running yet',
    about: 'Another tool holds it open.',
    step: 'Start Assetto Corsa and get into the car. Everything else is automatic.',
  });
});

test('without an agent the agent is the problem, not the game', () => {
  expect(gameState(withoutAgent)).toMatchObject({ tone: 'bad', title: 'No agent is connected' });
});

test('after a session has ended, the agent says what the game does', () => {
  const ended = statusOf({ status: 'ended' });
  expect(gameState({ ...ended, agents: [{ ...agent, status: 'menu' }] }).title).toBe(
    'Assetto Corsa is in its menu',
  );
});

test('a pause and a replay are no problem', () => {
  for (const state of ['paused', 'replay'] as const) {
    expect(gameState(statusOf({ status: state })).tone).toBe('good');
  }
  expect(gameState(status()).tone).toBe('good');
});
