/** The connection to OBS: its state, where its settings come from, and the form to change them. */
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import { ConnectObs } from '../core/connect-obs.tsx';
import { Button } from '../core/controls.tsx';
import { Badge, Card } from '../core/frames.tsx';
import { obsTone, obsWord } from '../core/obs.ts';
import type { Panel } from '../core/room.ts';

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
  const isOn = obs.state === 'connected';
  const isStuck = obsTone(obs.state) === 'bad';
  const form = <ConnectObs key={from ?? ''} panel={panel} obs={obs} onSent={onChange} />;
  return (
    <Card title="Connection" aside={<Badge tone={obsTone(obs.state)}>{obsWord(obs.state)}</Badge>}>
      <div class="stack">
        <p role="status">{obs.sentence}</p>
        {from !== null && (
          <p class="muted small">
            <code>{url}</code>
            {from === 'config' ? ' from sequential.config.json' : ' set in this panel'}
          </p>
        )}
        {isOn ? (
          <details class="more">
            <summary>Another password or address</summary>
            {form}
          </details>
        ) : (
          form
        )}
        {(isStuck || from === 'panel') && (
          <div class="row">
            {isStuck && (
              <Button onClick={() => void change('POST', '/api/obs/connect')}>Try again</Button>
            )}
            {from === 'panel' && (
              <Button kind="quiet" onClick={() => void change('DELETE', '/api/obs/settings')}>
                Remove these settings
              </Button>
            )}
          </div>
        )}
      </div>
    </Card>
  );
}
