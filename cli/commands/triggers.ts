/** `sequential triggers`: runs the rules on the PC where OBS is, following a relay elsewhere. */

import { type Command, untilStopped } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { logSettings } from '../parts/agent-part.ts';
import { obsOptions } from '../parts/obs-part.ts';

export const triggersCommand: Command = {
  name: 'triggers',
  summary: 'The OBS rules alone, on the PC where OBS is, for a relay elsewhere.',
  details:
    'Runs the rules of the config file in the OBS of this PC, on events of a relay elsewhere. Follows the newest session, or the one of --session or --driver. A relay with view keys asks for one: --key. Goes on when the relay or OBS ends and comes back.',
  settings: ['relay', 'key', 'session', 'driver', ...logSettings],
  async run(context) {
    const { settings, log, stop, print } = context;
    const { relay, key, session, driver, obs, triggers: rules } = settings;
    if (obs === undefined) {
      throw new CommandError(
        'bad-config-file',
        `${context.configFile} has no "obs" section that says where OBS is.`,
        'The shortest that works: { "obs": { "password": "…" }, "triggers": [ … ] }',
      );
    }
    const [{ ObsControl }, { RemoteRelay }] = await Promise.all([
      import('../../relay/obs/obs-control.ts'),
      import('../../relay/obs/remote-relay.ts'),
    ]);
    const control = new ObsControl({
      ...obsOptions(context),
      origins: () => [new URL(relay).origin],
      overlays: async () => [],
      // The relay's viewers are not known here, so the relay beside OBS repairs blank sources.
      pages: null,
    });
    const follower = new RemoteRelay({
      relay,
      key,
      session,
      driver,
      log: log('triggers'),
      onEvent: (event, instance) => control.handleEvent(event, instance),
    });
    print(
      `\n  Triggers   ${rules.length}\n  Relay      ${relay}\n  OBS        ${obs.url}\n  Ctrl+C ends it.\n\n`,
    );
    await untilStopped(stop);
    follower.close();
    await control.stop();
    return 0;
  },
};
