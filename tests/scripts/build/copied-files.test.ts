/** A build carries the files that are not compiled, the in-game apps among them; releases are made of builds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appFiles } from '../../../cli/game-app/game-app.ts';
import { allInputs } from '../../../scripts/build/inputs.ts';
import { copyServed } from '../../../scripts/build.ts';
import { root } from '../../../scripts/root.ts';
import { temporaryFolder } from '../../support/clean-up.ts';

test('every file of the in-game apps is in a build, and a change of one makes another build', () => {
  const dist = temporaryFolder();
  copyServed(dist);
  for (const file of Object.values(appFiles).flat()) {
    const [built, source] = [join(dist, 'apps', file), join(root, 'apps', file)];
    expect(readFileSync(built)).toEqual(readFileSync(source));
  }
  expect(allInputs).toContain('apps');
});
