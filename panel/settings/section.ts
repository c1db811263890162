/** What a section of the Settings room is. Types only. */
import type { ComponentType } from 'preact';
import type { Panel } from '../core/room.ts';

export interface SectionProps {
  readonly panel: Panel;
}

export interface SettingsSection {
  /** Also its address: `#/settings/{name}`. */
  readonly name: string;
  readonly title: string;
  readonly Section: ComponentType<SectionProps>;
}
