/** The dialog that plays a stored lap on an overlay or layout, with its address and the buttons for OBS. */
import { useState } from 'preact/hooks';
import type { LayoutMetadata } from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { Dialog } from '../core/cards-and-dialogs.tsx';
import { SelectField } from '../core/controls.tsx';
import { AddToObs, CopyButton, DragLink } from '../core/into-obs.tsx';
import { inOrder } from '../core/overlay-links.ts';
import { Preview } from '../core/preview.tsx';
import { useAnswer, useObs } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { type Playable, playOf } from './play-links.ts';
import type { ChosenLap } from './selection.ts';

const speeds = [0.25, 0.5, 1, 2, 4].filter(
  (speed) => speed >= limits.replaySpeedMin && speed <= limits.replaySpeedMax,
);
/** CSS pixels */
const previewHeight = 220;

async function playables(panel: Panel, signal: AbortSignal): Promise<Playable[]> {
  const [overlays, layouts] = await Promise.all([
    panel.relay.get<OverlayMetadata[]>('/api/overlays', { signal }),
    panel.relay.get<LayoutMetadata[]>('/api/layouts', { signal }),
  ]);
  return [
    ...inOrder(overlays).map(({ name, title, size }) => ({
      kind: 'overlay' as const,
      name,
      title,
      size,
    })),
    ...layouts.map(({ name, title, width, height }) => ({
      kind: 'layout' as const,
      name,
      title: title || name,
      size: { width, height },
    })),
  ];
}

export function PlayDialog(props: {
  readonly panel: Panel;
  readonly chosen: ChosenLap;
  onClose(): void;
}) {
  const { panel, chosen, onClose } = props;
  const { value: all, problem } = useAnswer((signal) => playables(panel, signal), []);
  const obs = useObs(panel).value;
  const [wanted, setWanted] = useState('');
  const [speed, setSpeed] = useState(1);
  const nameOf = ({ kind, name }: Playable) => `${kind}:${name}`;
  const shown = all?.find((one) => nameOf(one) === wanted) ?? all?.[0];
  const play = shown === undefined ? null : playOf(location.origin, shown, chosen, speed);
  return (
    <Dialog title={`Play lap ${chosen.lap}`} onClose={onClose}>
      {problem !== null && <p>{problem.text}</p>}
      {problem === null && all === null && <p class="muted">Loading …</p>}
      {all !== null && shown !== undefined && play !== null && (
        <>
          <div class="laps-play-choices">
            <SelectField
              label="Overlay or layout"
              value={nameOf(shown)}
              choices={all.map((one) => ({
                value: nameOf(one),
                title: one.kind === 'layout' ? `Layout: ${one.title}` : one.title,
              }))}
              onInput={setWanted}
            />
            <SelectField
              label="Speed"
              value={String(speed)}
              choices={speeds.map((one) => ({
                value: String(one),
                title: one === 1 ? 'real time' : `× ${one}`,
              }))}
              onInput={(value) => setSpeed(Number(value))}
            />
          </div>
          <Preview
            url={play.previewUrl}
            title={shown.title}
            size={shown.size}
            height={previewHeight}
          />
          <p class="small muted">A page with this address plays the lap in a loop:</p>
          <p class="laps-play-address">
            <code>{play.page.url}</code>
          </p>
          <div class="row end">
            <a class="button" href={play.page.url} target="_blank" rel="noopener">
              Open
            </a>
            <CopyButton panel={panel} page={play.page} />
            <DragLink panel={panel} page={play.page} />
            {shown.kind === 'overlay' && (
              <AddToObs panel={panel} page={play.page} obs={obs} kind="main" onAdded={onClose} />
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}
