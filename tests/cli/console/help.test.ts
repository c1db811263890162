/** Help texts: every command has one, with every flag and default. */
import { describe, expect, test } from 'vitest';
import { commands } from '../../../cli/commands.ts';
import { commandHelp, generalHelp } from '../../../cli/console/help.ts';
import { settingMetadata, settingSchema } from '../../../cli/settings/setting-list.ts';

describe.each(commands)('help of $name', (command) => {
  const text = commandHelp(command);

  test('names every flag with its description', () => {
    for (const name of command.settings) {
      expect(text).toContain(
        `--${settingMetadata(name).flag} ${settingMetadata(name).placeholder}`,
      );
      const firstWord = settingSchema(name).description?.split(' ')[0] ?? 'no description';
      expect(text).toContain(firstWord);
    }
    expect(text).toContain('--config FILE');
  });

  test('fits a terminal of 100 columns and holds no undefined', () => {
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(text).not.toMatch(/undefined|\[object/);
  });
});

test('the general help lists every command but hidden ones', () => {
  const text = generalHelp(commands, '1.2.3');
  for (const { name, summary, hidden } of commands) {
    expect(text.includes(`  ${name} `)).toBe(!hidden);
    if (!hidden) expect(text).toContain(summary.slice(0, 30));
  }
});
