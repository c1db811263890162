/**
 * `sequential key`: makes, lists, renews and revokes keys. It changes the list on disk, and a relay that runs with this data
 * folder follows within a second.
 */
import { type KeyKind, keyKinds } from '../../protocol/access-keys.ts';
import { KeyFile } from '../../relay/access/key-file.ts';
import {
  type KeyList,
  withNewKey,
  withoutKey,
  withRenewedKey,
} from '../../relay/access/key-list.ts';
import type { Command, CommandContext } from '../command.ts';
import { CommandError } from '../console/errors.ts';

const usage =
  'sequential key list, sequential key add view|publish|admin NAME, sequential key renew NAME, sequential key revoke NAME.';

const allows: Readonly<Record<KeyKind, string>> = {
  view: 'watch',
  publish: 'publish, and watch',
  admin: 'do everything, as in the panel',
};

const howTo: Readonly<Record<KeyKind, string>> = {
  view: 'Put it behind # at the end of an address: …/overlays/gear#key=KEY. Watching needs a view key from now on, in OBS on this PC too.',
  publish:
    'The driver starts the agent with --key KEY. Publishing needs a publish key from now on.',
  admin: 'Enter it in the panel on another PC.',
};

export const keyCommand: Command = {
  name: 'key',
  summary: 'Makes, lists, renews and revokes keys for viewers, publishers and admins.',
  details: `Keys let others in: a view key watches, a publish key publishes too, an admin key does everything. A key is shown once, when it is made. A running relay needs no restart. Usage: ${usage}`,
  settings: [],
  words: ['list|add|renew|revoke', '[KIND]', '[NAME]'],
  async run(context) {
    const [act = 'list', ...words] = context.rest;
    const file = new KeyFile(context.folders.user, context.log('key'));
    if (act === 'list' && words.length === 0) {
      list(await file.read(), context);
    } else if (act === 'add' && words.length === 2) {
      const [kind = '', name = ''] = words;
      if (!isKind(kind)) {
        throw new CommandError(
          'bad-setting',
          `A key is for ${keyKinds.join(', ')}, not for "${kind}".`,
        );
      }
      const { made } = await file.update((keys) => withNewKey(keys, kind, name, new Date()));
      context.print(`${made.key}\n\n${shownOnce(made.name, kind)}\n${howTo[kind]}\n`);
    } else if (act === 'renew' && words.length === 1) {
      const { made } = await file.update((keys) => withRenewedKey(keys, words[0]!, new Date()));
      context.print(
        `${made.key}\n\n${shownOnce(made.name, made.kind)}\nThe former key no longer works.\n`,
      );
    } else if (act === 'revoke' && words.length === 1) {
      await file.update((keys) => ({ keys: withoutKey(keys, words[0]!) }));
      context.print('The key is revoked.\n');
    } else {
      throw new CommandError('bad-setting', 'This is not how key is used.', usage);
    }
    return 0;
  },
};

function isKind(text: string): text is KeyKind {
  return (keyKinds as readonly string[]).includes(text);
}

function shownOnce(name: string, kind: KeyKind): string {
  return `This is the key of ${name}, which may ${allows[kind]}. It is not shown again.`;
}

function list(keys: KeyList, { print }: CommandContext): void {
  if (keys.length === 0) {
    print('There are no keys.\n');
    return;
  }
  const columns = Math.max(...keys.map(({ name }) => name.length));
  for (const { name, kind, madeAt } of keys) {
    print(`${name.padEnd(columns)}  ${kind.padEnd(7)}  made ${madeAt.slice(0, 10)}\n`);
  }
}
