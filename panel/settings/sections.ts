/** The sections of the Settings room in the order of its navigation. Adding one is a file in this folder and a line here. */
import { Program } from './program.tsx';
import type { SettingsSection } from './section.ts';
import { Updates } from './updates.tsx';

export const sections: readonly SettingsSection[] = [
  { name: 'program', title: 'Program', Section: Program },
  { name: 'updates', title: 'Updates', Section: Updates },
];
