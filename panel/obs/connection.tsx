/** The connection to OBS: its state, where its settings come from, and the form to change them. */
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import { Badge, Card } from '../core/cards-and-dialogs.tsx';
import { ConnectObs } from '../core/connect-obs.tsx';
import { Button } from '../core/controls.tsx';
import { obsTone, obsWord } from '../core/obs.ts';
import type { Panel } from '../core/room.ts';
import { SteadyStatus } from '../core/steady-status.tsx';

/** Where the settings come from, after the address. */
const sources: Readonly<Record<NonNullable<ObsStatus['settings']['from']>, string>> = {
  config: ' from sequential.config.json',
  panel: ' set in this panel',
  obs: ' from the settings of OBS',
};

export function Connection({
  panel,
  obs,
  onChange,
}: {
  panel: Panel;
  obs: ObsStatus;
  onChange(): void;
}) {
  const change = async (method: 'POST' | 'DELETE', path: string): Promise<void> => {
    await panel.attempt(async () => {
      await panel.relay.send(method, path);
      onChange();
    });
  };
  const { from, url } = obs.settings;
  const isSetHere = from === 'panel' || from === 'obs';
  const isOn = obs.state === 'connected';
  const isStuck = obsTone(obs.state) === 'bad';
  const form = <ConnectObs key={from ?? ''} panel={panel} obs={obs} onSent={onChange} />;
  return (
    <Card title="Connection" aside={<Badge tone={obsTone(obs.state)}>{obsWord(obs.state)}</Badge>}>
      <div class="stack">
        {obs.state !== 'off' && <p>{obs.sentence}</p>}
        <SteadyStatus sentence={obs.sentence} />
        {from !== null && (
          <p class="muted small">
            <code>{url}</code>
            {sources[from]}
          </p>
        )}
        {isOn ? (
          <details class="more">
            <summary>Change the password or address</summary>
            {form}
          </details>
        ) : (
          form
        )}
        {(isStuck || isSetHere) && (
          <div class="row">
            {isStuck && (
              <Button onClick={() => void change('POST', '/api/obs/connect')}>Try again</Button>
            )}
            {isSetHere && (
              <Button kind="quiet" onClick={() => void change('DELETE', '/api/obs/settings')}>
                {from === 'obs' ? 'Disconnect' : 'Remove these settings'}
              </Button>
            )}
          </div>
        )}
      </div>
    </Card>
  );
}
