/** The head of a bug report: what somebody who helps asks first. Pure. */
import type { ObsStatus, RelayStatus } from '../../protocol/relay-answers.ts';

export interface ReportInput {
  readonly version: string;
  readonly distribution: string;
  /** For instance `Windows 11 Pro 10.0.22631, x64`. */
  readonly system: string;
  readonly node: string;
  readonly status: RelayStatus;
  readonly obs: { readonly state: string; readonly versions: ObsStatus['version'] };
  /** Names of settings that are not at their default. */
  readonly settingsChanged: readonly string[];
}

export function reportFacts(input: ReportInput): [name: string, value: string][] {
  const { version, distribution, system, node, status, obs, settingsChanged } = input;
  const { recorder } = status;
  return [
    ['Sequential', `${version} (${distribution})`],
    ['System', system],
    ['Node', node],
    ['Running for', `${Math.round(status.uptimeMs / 60_000)} min`],
    ['Game', gameText(status)],
    [
      'OBS',
      obs.versions === null
        ? obs.state
        : `${obs.versions.obs}, websocket ${obs.versions.webSocket} (${obs.state})`,
    ],
    ['Laps', recorder.store === 'none' ? 'not kept' : `${recorder.store}, ${recorder.state}`],
    ['Overlays open', String(status.viewers)],
    [
      'Settings',
      settingsChanged.length === 0 ? 'all at their defaults' : settingsChanged.join(', '),
    ],
  ];
}

function gameText({ agents, sessions, live }: RelayStatus): string {
  const session = sessions.find(({ sessionID }) => sessionID === live);
  const agent = agents.find(({ sessionID }) => sessionID === live) ?? agents[0];
  if (agent === undefined) return 'no agent is connected';
  if (session === undefined) return agent.status ?? 'not known';
  const where = [session.car, session.track].filter(Boolean).join(', ');
  return `${session.status}${where === '' ? '' : ` (${where})`}`;
}
