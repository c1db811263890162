/** The log as the panel shows it. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CleanLog } from '../../../cli/report/clean-log.ts';
import { LogMemory } from '../../../cli/report/log-memory.ts';
import { logRoutes } from '../../../cli/report/log-routes.ts';
import { logTail } from '../../../cli/report/log-tail.ts';
import { limits } from '../../../protocol/limits.ts';
import type { LogAnswer } from '../../../protocol/program-answers.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { commandContext } from '../../support/command-context.ts';
import { startTestRelay } from '../../support/test-relay.ts';

test('the answer has the lines without secrets, and what a helper asks first', async () => {
  const relay = await startTestRelay();
  const { panelToken } = relay.relay;
  const context = commandContext(
    temporaryFolder(),
    { hz: 30, adminKey: 'hush-hush' },
    { logLines: () => [`token ${panelToken}`, 'key hush-hush', 'obs obs-pass'] },
  );
  relay.relay.mount(
    logRoutes({
      context,
      panelToken,
      status: () => relay.relay.stats(),
      obs: () => ({
        state: 'connected',
        versions: { obs: '31.0.3', webSocket: '5.5.2' },
        password: 'obs-pass',
      }),
    }),
  );
  const { json, text } = await relay.request('/api/log');
  const answer = json as LogAnswer;
  expect(answer.lines).toEqual(['token [secret]', 'key [secret]', 'obs [secret]']);
  const facts = new Map(answer.facts);
  expect(facts.get('OBS')).toBe('31.0.3, websocket 5.5.2 (connected)');
  expect(facts.get('Settings')).toBe('adminKey, hz');
  expect(facts.get('Game')).toBe('no agent is connected');
  expect(facts.get('Node')).toBe(process.versions.node);
  for (const secret of [panelToken, 'hush-hush', 'obs-pass']) expect(text).not.toContain(secret);
});

test('a secret that is set later is taken out of lines from before, and live work goes on', async () => {
  const clean = new CleanLog();
  const lines = Array.from({ length: 1_000 }, (_, i) => `${i} hush`);
  const input = { secrets: [], home: '', hostName: '' };
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  expect(await clean.clean(lines, input)).toEqual(lines);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
  expect(await clean.clean(['0 hush', '0 hush'], input)).toEqual(['0 hush', '0 hush']);
  const later = { ...input, secrets: ['hush'] };
  expect(await clean.clean(['0 hush'], later)).toEqual(['0 [secret]']);
});

test('the memory keeps the last lines, without colours', () => {
  const memory = new LogMemory();
  for (let i = 0; i < limits.logLinesMax * 3; i++) memory.add(`\u001B[2mline ${i}\u001B[0m\n`);
  expect(memory.lines).toHaveLength(limits.logLinesMax);
  expect(memory.lines.at(-1)).toBe(`line ${limits.logLinesMax * 3 - 1}`);
});

test('the file’s end is read in whole lines, with the file before it after a turn', async () => {
  const file = join(temporaryFolder(), 'sequential.log');
  expect(await logTail(file)).toEqual([]);
  writeFileSync(`${file}.1`, 'before 1\nbefore 2\n');
  writeFileSync(file, 'now 1\r\n\r\nnow 2\n');
  expect(await logTail(file)).toEqual(['before 1', 'before 2', 'now 1', 'now 2']);
  const line = `${'ü'.repeat(500)}\n`;
  appendFileSync(file, line.repeat(2_000));
  const lines = await logTail(file);
  expect(lines.every((one) => one === line.trimEnd())).toBe(true);
  expect(lines.length).toBeGreaterThan(1_000);
});
