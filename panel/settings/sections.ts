/** The sections of the Settings room in the order of its navigation. Adding one is a file in this folder and a line here. */
import { Backup } from './backup.tsx';
import { DataFolder } from './data-folder.tsx';
import { Keys } from './keys.tsx';
import { Log } from './log.tsx';
import { OtherCars } from './other-cars.tsx';
import { Program } from './program.tsx';
import type { SettingsSection } from './section.ts';
import { Updates } from './updates.tsx';

export const sections: readonly SettingsSection[] = [
  { name: 'program', title: 'Program', Section: Program },
  { name: 'keys', title: 'Keys', Section: Keys },
  { name: 'other-cars', title: 'Other cars', Section: OtherCars },
  { name: 'data-folder', title: 'Data folder', Section: DataFolder },
  { name: 'backup', title: 'Back-up', Section: Backup },
  { name: 'log', title: 'Log', Section: Log },
  { name: 'updates', title: 'Updates', Section: Updates },
];
