/** `sequential relay`: the relay alone, for a PC that others publish to. */

import { type Command, untilStopped } from '../command.ts';
import { logSettings } from '../parts/agent-part.ts';
import { relaySettings, startRelayPart } from '../parts/relay-part.ts';

export const relayCommand: Command = {
  name: 'relay',
  summary: 'The relay alone: receives from agents, serves overlays and panel, stores laps.',
  details:
    'Runs the relay alone. It listens on this machine only; on any other address it starts only when there is a key for publishers (sequential key add publish NAME), which agents must then show.',
  settings: [...relaySettings, ...logSettings],
  async run(context) {
    const { stop, print } = context;
    const relay = await startRelayPart(context);
    if (context.settings.log === 'text') print(`\n  Control panel    ${relay.panelUrl}\n\n`);
    await untilStopped(stop);
    await relay.stop();
    return 0;
  },
};
