/** Connects OBS: its address and password go to the relay, which keeps them; the password never comes back. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import { Button, TextField } from './controls.tsx';
import type { Panel } from './room.ts';

/** What OBS listens on unless somebody changed it. */
const usualUrl = 'ws://127.0.0.1:4455';

export interface ConnectObsProps {
  readonly panel: Panel;
  readonly obs: ObsStatus | null;
  /** Beside the button. */
  readonly children?: ComponentChildren;
  /** The relay has taken it; whether OBS agrees is seen in its state. */
  onSent(): void;
}

/** The steps inside OBS, and the two fields. */
export function ConnectObs({ panel, obs, onSent, children }: ConnectObsProps) {
  const known = obs?.settings.url ?? usualUrl;
  const [url, setUrl] = useState<string | null>(null);
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const connect = async (): Promise<void> => {
    setBusy(true);
    try {
      const wish = { url: url ?? known, ...(password === '' ? {} : { password }) };
      await panel.relay.send('PUT', '/api/obs/settings', wish);
      setPassword('');
      onSent();
    } catch (problem) {
      panel.notifyProblem(problem);
    } finally {
      setBusy(false);
    }
  };
  const isWrong = obs?.state === 'wrong-password';
  const hasOne = obs?.settings.hasPassword === true && (url ?? known) === obs.settings.url;
  return (
    <form
      class="stack connect-obs"
      onSubmit={(event) => {
        event.preventDefault();
        void connect();
      }}
    >
      <ol class="numbered">
        <li>
          In OBS, open <b>Tools → WebSocket Server Settings</b> and tick{' '}
          <b>Enable WebSocket server</b>.
        </li>
        <li>
          Press <b>Show Connect Info</b> there and copy the password.
        </li>
        <li>Paste it here.</li>
      </ol>
      <TextField
        label="Password of OBS"
        type="password"
        value={password}
        onInput={setPassword}
        placeholder={hasOne && !isWrong ? 'the one that is known' : ''}
        {...(isWrong ? { problem: 'OBS refused the password.' } : {})}
      />
      <details class="more">
        <summary>OBS is on another PC or port</summary>
        <TextField
          label="Address"
          value={url ?? known}
          onInput={setUrl}
          hint="As Show Connect Info has it: ws://, address, port."
        />
      </details>
      <div class="row">
        <Button kind="main" type="submit" isBusy={isBusy}>
          Connect
        </Button>
        {children}
      </div>
    </form>
  );
}
