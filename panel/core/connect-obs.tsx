/**
 * Connects OBS: with one press where the relay can read the settings of OBS, else with its password. The relay stores
 * address and password, and never sends the password back.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import { Badge } from './cards-and-dialogs.tsx';
import { Button, Form, TextField } from './controls.tsx';
import { foundUrl, type ObsAdvice, obsAdvice } from './obs-advice.ts';
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

/** @returns sends the settings and reports problems, and whether it is busy */
function useSending({ panel, onSent }: ConnectObsProps) {
  const [attempt, isBusy] = useAttempt(panel);
  const send = (settings: object): Promise<boolean> =>
    attempt(async () => {
      await panel.relay.send('PUT', '/api/obs/settings', settings);
      onSent();
    });
  return [send, isBusy] as const;
}

/** Calls `connect` when the user has switched the server on, which is what this page asked for. */
function useSwitchedOn(advice: ObsAdvice, connect: () => void): void {
  const before = useRef(advice);
  useEffect(() => {
    if (before.current === 'switch-on' && advice === 'connect') connect();
    before.current = advice;
  }, [advice]);
}

function SwitchOnSteps() {
  return (
    <ol class="numbered">
      <li>
        In OBS, open <b>Tools → WebSocket Server Settings</b>.
      </li>
      <li>
        Tick <b>Enable WebSocket server</b> and press <b>OK</b>.
      </li>
    </ol>
  );
}

function ByHandSteps() {
  return (
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
  );
}

/** The form with password and address. */
function ByHand(props: ConnectObsProps & { readonly advice: ObsAdvice }) {
  const { obs, advice, children } = props;
  const [send, isBusy] = useSending(props);
  const knownUrl = (advice === 'password' ? foundUrl(obs) : obs?.settings.url) ?? defaultUrl;
  const [url, setUrl] = useState<string | null>(null);
  const [password, setPassword] = useState('');
  const connect = async (): Promise<void> => {
    const settings = { url: url ?? knownUrl, ...(password === '' ? {} : { password }) };
    if (await send(settings)) setPassword('');
  };
  const isWrong = obs?.state === 'wrong-password';
  const isKnown = obs?.settings.hasPassword === true && (url ?? knownUrl) === obs.settings.url;
  return (
    <Form class="stack connect-obs" onSubmit={() => void connect()}>
      {advice === 'password' ? (
        <p>
          OBS is on this PC, and its WebSocket server is on. To copy its password, open{' '}
          <b>Tools → WebSocket Server Settings → Show Connect Info</b> in OBS.
        </p>
      ) : (
        <ByHandSteps />
      )}
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
    </Form>
  );
}

/** The OBS of this machine was found: no field is needed. */
function Found(props: ConnectObsProps & { readonly advice: ObsAdvice }) {
  const { obs, advice, children } = props;
  const [send, isBusy] = useSending(props);
  const [isByHand, setByHand] = useState(false);
  const connect = (): void => void send({ found: true });
  useSwitchedOn(advice, connect);
  if (isByHand) return <ByHand {...props} advice="by-hand" />;
  const needsPassword = obs?.found?.password !== 'none';
  return (
    <div class="stack connect-obs">
      {advice === 'connect' && (
        <>
          <p>
            OBS is on this PC, and its WebSocket server is on (port {obs?.found?.port}).{' '}
            {needsPassword && 'Sequential reads the password from the settings of OBS.'}
          </p>
          {needsPassword && (
            <p class="muted small">The password stays on this PC and is sent to OBS only.</p>
          )}
        </>
      )}
      {advice === 'switch-on' && (
        <>
          <p>OBS is on this PC, and its WebSocket server is off.</p>
          <SwitchOnSteps />
          <Badge tone="wait">Sequential connects as soon as it is on …</Badge>
        </>
      )}
      <div class="row">
        {advice === 'connect' && (
          <Button kind="main" isBusy={isBusy} onClick={connect}>
            Connect
          </Button>
        )}
        {children}
        <Button kind="quiet" onClick={() => setByHand(true)}>
          OBS is on another PC
        </Button>
      </div>
    </div>
  );
}

export function ConnectObs(props: ConnectObsProps) {
  const advice = obsAdvice(props.obs);
  return advice === 'by-hand' || advice === 'password' ? (
    <ByHand {...props} advice={advice} />
  ) : (
    <Found {...props} advice={advice} />
  );
}
