/** Which settings reach the agent. */
import { expect, test } from 'vitest';
import { agentOptions } from '../../../cli/commands/agent.ts';
import { sampleSettings } from '../../../cli/parts/agent-part.ts';
import { configSchema } from '../../../cli/settings/setting-list.ts';

const given = {
  session: 'RACE-SPA-2026',
  driver: 'Grace',
  race: 'CUP',
  raceNumber: '007',
  team: 'Northside Racing',
  country: 'DE',
  hz: 100,
  batch: 20,
  transport: 'http',
  source: 'linux',
} as const;

test('every setting of sampling and of the driver reaches the agent', () => {
  expect(Object.keys(given).sort()).toEqual([...sampleSettings].sort());
  const { $schema: _schema, ...settings } = configSchema.parse({ ...given, key: 'a secret key' });
  expect(agentOptions(settings)).toEqual({
    ...given,
    relay: 'http://127.0.0.1:5000',
    key: 'a secret key',
  });
});

test('a setting that is not set is left out', () => {
  const { $schema: _schema, ...settings } = configSchema.parse({});
  expect(Object.keys(agentOptions(settings)).sort()).toEqual(
    ['batch', 'hz', 'relay', 'source', 'transport'].sort(),
  );
});
