/** The settings of a program that runs agent and relay. */
import type { SettingName } from '../settings/setting-list.ts';
import { logSettings, sampleSettings } from './agent-part.ts';
import { relaySettings } from './relay-part.ts';

export const allSettings: readonly SettingName[] = [
  ...relaySettings,
  ...sampleSettings,
  ...logSettings,
];
