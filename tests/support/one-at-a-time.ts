/** Lets test files that would disturb one another run one after another, though each runs in a process of its own. */
import { join } from 'node:path';
import { alone } from '../../scripts/build/alone.ts';
import { root } from '../../scripts/root.ts';
import type { AtEnd } from './clean-up.ts';

const folder = join(root, '.cache', 'one-at-a-time');

/** Resolves when no other test process holds this name, and holds it until the end. */
export function oneAtATime(name: string, atEnd: AtEnd): Promise<void> {
  return new Promise((begin, fail) => {
    const untilEnd = () =>
      new Promise<void>((end) => {
        atEnd(() => {
          end();
          return held;
        });
        begin();
      });
    const held = alone(join(folder, name), untilEnd);
    held.catch(fail);
  });
}
