/** What users read who started the program without a console, and it fails. */
import { expect, test } from 'vitest';
import { reasonIn } from '../../../cli/commands/open.ts';
import { CommandError } from '../../../cli/console/errors.ts';
import { boxText } from '../../../cli/desktop/message-box.ts';

test('a box has the sentence and what to do', () => {
  const error = new CommandError('no-browser', 'No browser could be opened.', 'Open it yourself.');
  expect(boxText(error)).toBe('No browser could be opened.\n\nOpen it yourself.');
  expect(boxText(new TypeError('x is not a function'))).toBe(
    'This is a bug in Sequential. x is not a function',
  );
});

const older = Buffer.from('Error port-taken: Port 1 is used.\n  Choose another.\n');

test.each([
  ['Error bad-setting: It must be a number.\n  Mend it.\n', 'It must be a number. Mend it.'],
  ['2026-11-29  relay  x\nError bad-setting: It is wrong.\r\nmore\r\n', 'It is wrong.'],
  ['2026-11-29  relay  Error of another kind\n', null],
  ['', null],
])('of the log only what the new program said counts: %j', (text, reason) => {
  expect(reasonIn(Buffer.concat([older, Buffer.from(text)]), older.length)).toBe(reason);
});
