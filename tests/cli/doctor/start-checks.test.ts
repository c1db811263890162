/** `sequential doctor` names what a relay would refuse to start with. */
import { createSocket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { checkStart } from '../../../cli/doctor/start-checks.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { commandContext } from '../../support/command-context.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const found = (config: object = {}) => checkStart(commandContext(folder, config));

test('nothing is said where nothing keeps a relay from starting', async () => {
  expect(await found()).toEqual([]);
});

test('a list of keys that cannot be read is wrong', async () => {
  writeFileSync(join(folder, 'keys.json'), '{');
  const [finding, ...others] = await found();
  expect(finding).toMatchObject({ subject: 'Keys', verdict: 'wrong' });
  expect(finding?.sentence).toContain(join(folder, 'keys.json'));
  expect(finding?.sentence).toContain('Correct the file');
  expect(others).toEqual([]);
});

test('a certificate that cannot be read is wrong', async () => {
  const [finding] = await found({ tlsCert: '/not-there.pem', tlsKey: '/not-there.pem' });
  expect(finding).toMatchObject({ subject: 'TLS', verdict: 'wrong' });
  expect(finding?.sentence).toContain('/not-there.pem cannot be read');
});

test('a port for the dedicated server that is in use is wrong', async () => {
  const other = createSocket('udp4');
  await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const config = { acServer: '127.0.0.1:11000', acListen: other.address().port };
  const [finding] = await found(config);
  expect(finding).toMatchObject({ subject: 'Server', verdict: 'wrong' });
  expect(finding?.sentence).toContain(`UDP port ${other.address().port}`);
});
