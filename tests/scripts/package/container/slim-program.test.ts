/** This machine's own Node, made smaller as that of a container. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { librariesIn } from '../../../../scripts/package/container/image.ts';
import { slimProgram } from '../../../../scripts/package/container/slim-program.ts';
import { temporaryFolder, withTest } from '../../../support/clean-up.ts';
import { needThat } from '../../../support/need.ts';

needThat(process.platform === 'linux' ? null : 'this is no Linux')('a slim program', () => {
  test('finds each function where the whole program finds it', () => {
    const whole = readFileSync(process.execPath);
    const libraries = librariesIn('/').map((path) => readFileSync(join('/', path)));
    const slim = slimProgram(whole, libraries);
    // Without names for debuggers, and without those of functions for addons.
    expect(slim.length).toBeLessThan(whole.length * 0.85);

    const file = join(temporaryFolder(withTest), 'node');
    writeFileSync(file, slim, { mode: 0o755 });
    /** What a program prints, and where the loader found each name that the program or a library asks for. */
    const run = (program: string) => {
      const { stdout, stderr } = spawnSync(
        program,
        ['-p', "new Intl.PluralRules('de').select(1)"],
        {
          encoding: 'utf8',
          env: { LD_BIND_NOW: '1', LD_DEBUG: 'bindings' },
          maxBuffer: 10_000_000,
        },
      );
      const found = [...stderr.matchAll(/binding file (\S+) .* to (\S+) .*symbol `(\S+)'/g)];
      const named = (path: string) => (path === program ? 'the program' : path);
      return {
        stdout,
        found: found
          .map(([, by, where, name]) => `${named(by!)}: ${name} in ${named(where!)}`)
          .sort(),
      };
    };
    const ofWhole = run(process.execPath);
    expect(ofWhole.stdout).toBe('one\n');
    expect(ofWhole.found.length).toBeGreaterThan(1_000);
    expect(run(file)).toEqual(ofWhole);
  });

  test('is made of programs only', () => {
    expect(() => slimProgram(Buffer.from('#!/bin/sh\nexit 0\n'.repeat(10)), [])).toThrow('ELF');
  });
});
