import { expect, test } from 'vitest';
import {
  diagnoseConnection,
  readAnswer,
} from '../../../../overlays/core/net/connection-failure.ts';

const answering = (body: string, init: ResponseInit) => async () => new Response(body, init);

test('nobody answers', async () => {
  const diagnose = await diagnoseConnection(async () => {
    throw new TypeError('Failed to fetch');
  });
  expect(diagnose).toEqual({ kind: 'nobody' });
});

test.each([200, 403, 511])('a tunnel’s web page (%i) is named by its title', async (status) => {
  const body = '<!DOCTYPE html><html><title>Free tunnel: are you sure?</title>';
  const headers = { 'Content-Type': 'text/html' };
  const diagnose = await diagnoseConnection(answering(body, { status, headers }));
  expect(diagnose).toMatchObject({ kind: 'refused' });
  expect(JSON.stringify(diagnose)).toContain('“Free tunnel: are you sure?”');
});

test('the relay answers, so only WebSockets are blocked', () => {
  const list = '{"relayMs":1,"live":null,"sessions":[]}';
  expect(readAnswer(true, 'application/json', list)).toEqual({ kind: 'answers' });
});

test('a refusal of the relay includes its hint', () => {
  const body = '{"error":{"code":"foreign-host","message":"No.","hint":"Do that."}}';
  expect(readAnswer(false, 'application/json', body)).toEqual({
    kind: 'refused',
    sentence: 'No. Do that.',
  });
});

test.each([
  [true, 'text/plain', 'ok'],
  [true, 'application/json', '[]'],
  [false, null, ''],
])('something else answers: %s %s %s', (ok, type, text) => {
  expect(readAnswer(ok, type, text)).toEqual({
    kind: 'refused',
    sentence: 'Another program answers instead of the relay.',
  });
});
