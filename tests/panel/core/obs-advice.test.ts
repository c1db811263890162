/** What the user has to do so that OBS is connected. */
import { expect, test } from 'vitest';
import { foundUrl, type ObsAdvice, obsAdvice } from '../../../panel/core/obs-advice.ts';
import type { ObsStatus } from '../../../protocol/relay-answers.ts';
import { obs } from '../home/healthy.ts';

const nowhere = { url: null, hasPassword: false, from: null } as const;
const here = (from: 'panel' | 'obs' | 'config') =>
  ({ url: 'ws://localhost:4455', hasPassword: true, from }) as const;
const found = { server: 'on', port: 4455, password: 'known' } as const;

function advice(changes: Partial<ObsStatus>): ObsAdvice {
  return obsAdvice(obs({ state: 'off', settings: nowhere, found, ...changes }));
}

test('one press is enough where the password can be read or none is needed', () => {
  expect(advice({})).toBe('connect');
  expect(advice({ found: { ...found, password: 'none' } })).toBe('connect');
});

test('the password is asked for only where it cannot be read', () => {
  expect(advice({ found: { ...found, password: 'unknown' } })).toBe('password');
});

test('a server that is off is switched on first, whoever knows the password', () => {
  expect(advice({ found: { ...found, server: 'off' } })).toBe('switch-on');
  const off = { ...found, server: 'off', password: 'unknown' } as const;
  expect(advice({ found: off, state: 'refused', settings: here('obs') })).toBe('switch-on');
});

test('without an OBS on this PC everything is done by hand', () => {
  expect(obsAdvice(null)).toBe('by-hand');
  expect(advice({ found: null })).toBe('by-hand');
  expect(advice({ found: { server: 'unknown', port: null, password: 'unknown' } })).toBe('by-hand');
});

test('while another PC is set, the OBS of this one is not offered', () => {
  const elsewhere = { url: 'ws://192.168.1.20:4455', hasPassword: true, from: 'panel' } as const;
  expect(advice({ state: 'unreachable', settings: elsewhere })).toBe('by-hand');
});

test('an OBS that is only not running needs no press', () => {
  for (const from of ['obs', 'panel', 'config'] as const) {
    expect(advice({ state: 'refused', settings: here(from) })).toBe('wait');
  }
});

test('a refused password is replaced by the one that OBS has, unless that one was refused', () => {
  expect(advice({ state: 'wrong-password', settings: here('panel') })).toBe('connect');
  expect(advice({ state: 'wrong-password', settings: here('obs') })).toBe('password');
});

test('a wrong port is replaced by the one that OBS has', () => {
  const other = { url: 'ws://127.0.0.1:4444', hasPassword: true, from: 'panel' } as const;
  expect(advice({ state: 'refused', settings: other })).toBe('connect');
});

test('the address of the found OBS has its port', () => {
  expect(foundUrl(obs({ found: { ...found, port: 4477 } }))).toBe('ws://127.0.0.1:4477');
  expect(foundUrl(obs({ found: null }))).toBeNull();
});
