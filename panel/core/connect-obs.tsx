/** The form that connects OBS. The relay stores address and password, and never sends the password back. */

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import { Button, TextField } from './controls.tsx';
import { useAttempt } from './relay-hooks.ts';
import type { Panel } from './room.ts';

/** OBS' own default. */
const defaultUrl = 'ws://127.0.0.1:4455';

export interface ConnectObsProps {
  readonly panel: Panel;
  readonly obs: ObsStatus | null;
  /** Beside the button. */
  readonly children?: ComponentChildren;
  /** The relay has stored the settings. The status of OBS shows whether they work. */
  onSent(): void;
}

export function ConnectObs({ panel, obs, onSent, children }: ConnectObsProps) {
  const knownUrl = obs?.settings.url ?? defaultUrl;
  const [url, setUrl] = useState<string | null>(null);
  const [password, setPassword] = useState('');
  const [attempt, isBusy] = useAttempt(panel);
  const connect = async (): Promise<void> => {
    await attempt(async () => {
      const settings = { url: url ?? knownUrl, ...(password === '' ? {} : { password }) };
      await panel.relay.send('PUT', '/api/obs/settings', settings);
      setPassword('');
      onSent();
    });
  };
  const isWrong = obs?.state === 'wrong-password';
  const isKnown = obs?.settings.hasPassword === true && (url ?? knownUrl) === obs.settings.url;
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
        label="OBS password"
        type="password"
        value={password}
        onInput={setPassword}
        placeholder={isKnown && !isWrong ? 'unchanged' : ''}
        {...(isWrong ? { problem: 'OBS refused the password.' } : {})}
      />
      <details class="more">
        <summary>OBS is on another PC or port</summary>
        <TextField
          label="Address"
          value={url ?? knownUrl}
          onInput={setUrl}
          hint="From Show Connect Info, as ws://address:port."
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
