/** How late viewers see the stream: set as a number, or measured with a flash. Their pages wait as long. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { limits } from '../../protocol/limits.ts';
import type { StreamDelayStatus } from '../../protocol/stream-delay.ts';
import { Card } from '../core/cards-and-dialogs.tsx';
import { copyText } from '../core/clipboard.ts';
import { Button, Form, NumberField } from '../core/controls.tsx';
import { HelpLink } from '../core/help-link.tsx';
import { polled, useGet } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { measuredDelayMs, secondsText } from './measured-delay.ts';

const path = '/api/stream-delay';

/** A flash that the streamer waits for. */
type Waiting = { readonly sinceMs: number };

export function StreamDelayCard({ panel }: { readonly panel: Panel }) {
  const answer = useGet<StreamDelayStatus>(panel, path, { ...polled, mayAskKey: false });
  const delay = answer.value;
  if (delay === null) return null;
  const save = (ownMs: number | null): Promise<boolean> =>
    panel.attempt(async () => {
      await panel.relay.send('PUT', path, { ownMs });
      panel.notify(ownMs === null ? 'The delay is no longer set.' : 'The delay is saved.');
      answer.again();
    });
  return (
    <Card
      title="Viewers in step"
      aside={<HelpLink page="viewers-in-step" about="viewers in step" />}
    >
      <div class="stack">
        <p>
          Viewers see your stream some seconds late. A page with <code>delay=stream</code> waits
          just as long, so its figures match the picture.
        </p>
        <DelayForm key={delay.ownMs} delay={delay} save={save} />
        <Measure panel={panel} obsMs={delay.obsMs ?? 0} save={save} />
        {delay.delayMs !== null && <ForViewers panel={panel} delayMs={delay.delayMs} />}
      </div>
    </Card>
  );
}

interface DelayFormProps {
  readonly delay: StreamDelayStatus;
  save(ownMs: number | null): Promise<boolean>;
}

function DelayForm({ delay, save }: DelayFormProps) {
  const [seconds, setSeconds] = useState(delay.ownMs === null ? null : delay.ownMs / 1_000);
  const { obsMs } = delay;
  const added = obsMs === null || obsMs === 0 ? '' : ` OBS adds ${secondsText(obsMs)} by itself.`;
  return (
    <Form onSubmit={() => void save(seconds === null ? null : Math.round(seconds * 1_000))}>
      <NumberField
        label="Delay of the stream (seconds)"
        hint={`From OBS to the screens of your viewers, usually 3 to 15.${added}`}
        value={seconds}
        min={0}
        max={limits.streamDelayMsMax / 1_000}
        step={0.1}
        placeholder="not set"
        onInput={setSeconds}
      />
      <div class="row">
        <Button type="submit">Save</Button>
      </div>
    </Form>
  );
}

interface MeasureProps {
  readonly panel: Panel;
  /** ms */
  readonly obsMs: number;
  save(ownMs: number | null): Promise<boolean>;
}

function Measure({ panel, obsMs, save }: MeasureProps) {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [takesMs, setTakes] = useState<readonly number[]>([]);
  const button = useRef<HTMLDivElement>(null);
  const isWaiting = waiting !== null;
  // The press must not have to look for its button.
  useEffect(() => {
    if (isWaiting) button.current?.querySelector('button')?.focus();
  }, [isWaiting]);
  const begin = (): Promise<boolean> =>
    panel.attempt(async () => {
      await panel.relay.send('POST', `${path}/flash`);
      setWaiting({ sinceMs: performance.now() });
    });
  const seen = (): void => {
    if (waiting !== null) setTakes([...takesMs, performance.now() - waiting.sinceMs]);
    setWaiting(null);
  };
  const measuredMs = measuredDelayMs(takesMs, obsMs);
  return (
    <details class="more">
      <summary>Measure it</summary>
      <div class="stack" ref={button}>
        <ol class="numbered">
          <li>Be live, with an overlay in the scene that is on air.</li>
          <li>Open your stream where viewers see it, on this PC or on a phone.</li>
          <li>Press the button: the overlays flash white for a second.</li>
          <li>Press again at the moment when you see the flash in the stream.</li>
        </ol>
        {isWaiting ? (
          <div class="row">
            <Button kind="main" onClick={seen}>
              I see the flash
            </Button>
            <Button kind="quiet" onClick={() => setWaiting(null)}>
              Cancel
            </Button>
          </div>
        ) : (
          <div class="row">
            <Button onClick={() => void begin()}>
              {takesMs.length === 0 ? 'Flash the overlays' : 'Flash them again'}
            </Button>
          </div>
        )}
        <p role="status">
          {isWaiting && 'Watch your stream …'}
          {!isWaiting && measuredMs !== null && (
            <>
              The stream is <b>{secondsText(measuredMs + obsMs)}</b> late
              {obsMs > 0 && `, of which OBS adds ${secondsText(obsMs)}`}
              {takesMs.length > 1 && `: the median of ${takesMs.length} tries`}.
            </>
          )}
        </p>
        {!isWaiting && measuredMs !== null && (
          <div class="row">
            <Button kind="main" onClick={() => void save(measuredMs)}>
              Use this delay
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}

interface ForViewersProps {
  readonly panel: Panel;
  /** ms */
  readonly delayMs: number;
}

function ForViewers({ panel, delayMs }: ForViewersProps) {
  const copy = (): void =>
    void copyText(panel, `${location.origin}/watch/live?delay=stream`, {
      copied: 'The address for viewers is copied.',
      refused: 'The browser does not allow copying: /watch/live?delay=stream',
    });
  return (
    <div class="row">
      <p class="muted small">Pages in step are {secondsText(delayMs)} late.</p>
      <Button small onClick={copy}>
        Copy the address for viewers
      </Button>
    </div>
  );
}
