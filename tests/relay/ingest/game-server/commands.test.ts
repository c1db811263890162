/** Bytes of the messages to the dedicated server. */
import { expect, test } from 'vitest';
import { currentSessionIndex } from '../../../../protocol/server-packets.ts';
import {
  encodeServerCommand,
  type ServerCommand,
} from '../../../../relay/ingest/game-server/commands.ts';

const bytesOf: readonly (readonly [ServerCommand, string])[] = [
  [{ type: 'update-interval', ms: 100 }, 'c86400'],
  [{ type: 'car-info', carId: 12 }, 'c90c'],
  [{ type: 'chat', carId: 3, text: 'A🏁' }, 'ca0302' + '41000000' + 'c1f30100'],
  [{ type: 'broadcast-chat', text: 'é' }, 'cb01e9000000'],
  [{ type: 'session-info', index: currentSessionIndex }, 'ccffff'],
  [
    { type: 'change-session', index: 1, name: 'Q', kind: 2, laps: 0, seconds: 900, waitS: 60 },
    'cd01' + '0151000000' + '02' + '00000000' + '84030000' + '3c000000',
  ],
  [{ type: 'kick', carId: 5 }, 'ce05'],
  [{ type: 'next-session' }, 'cf'],
  [{ type: 'restart-session' }, 'd0'],
  [{ type: 'admin-command', text: '/x' }, 'd102' + '2f000000' + '78000000'],
];

test.each(bytesOf)('%o', (command, hex) => {
  expect(Buffer.from(encodeServerCommand(command)).toString('hex')).toBe(hex);
});

test('a text of more than 255 characters is cut', () => {
  const bytes = encodeServerCommand({ type: 'broadcast-chat', text: '🏁'.repeat(300) });
  expect(bytes).toHaveLength(2 + 4 * 255);
  expect(bytes[1]).toBe(255);
});
