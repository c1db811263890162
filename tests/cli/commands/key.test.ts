/** `sequential key`: keys in a console. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keyCommand } from '../../../cli/commands/key.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { commandContext } from '../../support/command-context.ts';

/** A console in a folder of its own. */
function aConsole() {
  const folder = temporaryFolder();
  return {
    folder,
    async key(...rest: string[]): Promise<string> {
      let printed = '';
      const print = (text: string): void => {
        printed += text;
      };
      expect(await keyCommand.run(commandContext(folder, {}, { rest, print }))).toBe(0);
      return printed;
    },
  };
}

test('makes a key, shows it once, lists it, renews it and revokes it', async () => {
  const { key, folder } = aConsole();
  expect(await key()).toBe('There are no keys.\n');
  const [made] = (await key('add', 'publish', 'Anna, PC')).split('\n');
  expect(made).toMatch(/^publish_[\w-]{43}$/);
  expect(readFileSync(join(folder, 'keys.json'), 'utf8')).not.toContain(made);
  const listed = await key('list');
  expect(listed).toMatch(/^Anna, PC {2}publish {2}made \d{4}-\d\d-\d\d\n$/);
  const [renewed] = (await key('renew', 'anna, pc')).split('\n');
  expect(renewed).toMatch(/^publish_[\w-]{43}$/);
  expect(renewed).not.toBe(made);
  expect(await key('revoke', 'Anna, PC')).toBe('The key is revoked.\n');
  expect(await key('list')).toBe('There are no keys.\n');
});

test.each([
  [['add', 'publish'], 'bad-setting'],
  [['add', 'root', 'Anna'], 'bad-setting'],
  [['revoke'], 'bad-setting'],
  [['revoke', 'nobody'], 'not-found'],
  [['show', 'Anna'], 'bad-setting'],
])('key %j is refused', async (words, code) => {
  const { key } = aConsole();
  await expect(key(...words)).rejects.toMatchObject({ code });
});
