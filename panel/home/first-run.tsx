/** From nothing to an overlay in OBS in three steps. It shows what is done, and ends by itself when OBS shows a page. */
import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { ConnectObs } from '../core/connect-obs.tsx';
import { Button, SelectField } from '../core/controls.tsx';
import { Badge } from '../core/frames.tsx';
import { HelpLink } from '../core/help-link.tsx';
import { AddToObs, CopyButton, DragLink } from '../core/into-obs.tsx';
import type { ObsNow } from '../core/obs.ts';
import { inOrder, previewUrl, sourceDragUrl, sourceUrl } from '../core/overlay-links.ts';
import { Preview } from '../core/preview.tsx';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { previewOf } from '../core/status.ts';
import { standardTheme, useThemeChoices, useThemeFile, useThemes } from '../core/themes.ts';
import { useAnswer } from '../core/use-answer.ts';
import { doneSteps, nextStep, type StepName, stepNames } from './steps.ts';
import type { ViewerNow } from './viewers.ts';

/** Of the preview, CSS pixels. */
const previewHeight = 230;

interface StepProps {
  readonly name: StepName;
  readonly title: string;
  readonly isDone: boolean;
  readonly isOpen: boolean;
  /** What it came to, once it is done. */
  readonly result: string;
  onOpen(): void;
  readonly children: ComponentChildren;
}

function Step({ name, title, isDone, isOpen, result, onOpen, children }: StepProps) {
  return (
    <li class="step" data-state={isDone ? 'done' : isOpen ? 'open' : 'waiting'}>
      <span class="step-number" aria-hidden="true">
        {isDone ? '✓' : stepNames.indexOf(name) + 1}
      </span>
      <div class="step-inside">
        <h3>
          <button type="button" aria-expanded={isOpen} onClick={onOpen}>
            {title}
            {isDone && <span class="hidden">, done</span>}
          </button>
        </h3>
        {isDone && !isOpen && <p class="muted small">{result}</p>}
        {isOpen && <div class="step-content">{children}</div>}
      </div>
    </li>
  );
}

interface Chosen {
  readonly overlay: string;
  /** null: the one in use. */
  readonly theme: string | null;
}

function ChooseStep(props: {
  readonly panel: Panel;
  readonly overlays: readonly OverlayMetadata[];
  readonly overlay: OverlayMetadata;
  readonly chosen: Chosen;
  onChoose(chosen: Chosen): void;
  onDone(): void;
  onAge(ageMs: number | null): void;
}) {
  const { panel, overlays, overlay, chosen, onChoose, onDone, onAge } = props;
  const themes = useThemes(panel).value ?? [];
  const inUse = useThemeChoices(panel).value?.theme ?? standardTheme;
  const theme = useThemeFile(panel, chosen.theme);
  const of = useComputed(() => previewOf(panel.status.value)).value;
  const usable = themes.filter(({ problem }) => problem === null);
  const accept = async (): Promise<void> => {
    try {
      if (chosen.theme !== null && chosen.theme !== inUse) {
        await panel.relay.send('PUT', '/api/settings/theme', { theme: chosen.theme });
      }
      onDone();
    } catch (problem) {
      panel.notifyProblem(problem);
    }
  };
  return (
    <div class="choose">
      <div class="stack">
        <SelectField
          label="Overlay"
          value={overlay.name}
          choices={inOrder(overlays).map(({ name, title }) => ({ value: name, title }))}
          onInput={(name) => onChoose({ ...chosen, overlay: name })}
        />
        <SelectField
          label="Look"
          value={chosen.theme ?? inUse}
          choices={usable.map(({ name, title }) => ({ value: name, title }))}
          onInput={(name) => onChoose({ ...chosen, theme: name })}
        />
        <p class="muted small">{overlay.description} Everything can be changed later.</p>
        <div class="row">
          <Button kind="main" onClick={() => void accept()}>
            Take this one
          </Button>
        </div>
      </div>
      <div class="choose-preview">
        {of !== null && (
          <Preview
            url={previewUrl(
              location.origin,
              overlay.name,
              {},
              { of, theme: chosen.theme ?? inUse },
            )}
            title={overlay.title}
            size={overlay.size}
            height={previewHeight}
            theme={theme}
            onStats={(stats) => onAge(stats?.connected ? stats.ageMs.p50 : null)}
          />
        )}
      </div>
    </div>
  );
}

function AddStep(props: { panel: Panel; overlay: OverlayMetadata; obs: ObsNow | null }) {
  const { panel, overlay, obs } = props;
  const page = {
    title: overlay.title,
    url: sourceUrl(location.origin, overlay.name, {}),
    dragUrl: sourceDragUrl(location.origin, overlay, {}),
    source: { overlay: overlay.name },
  };
  const canAdd = obs?.state === 'connected' && obs.canAddSources;
  return (
    <div class="stack">
      <div class="row">
        {canAdd && <AddToObs panel={panel} page={page} obs={obs} kind="main" />}
        <DragLink panel={panel} page={page} />
        <CopyButton panel={panel} page={page} />
      </div>
      <p class="muted small">
        {canAdd
          ? 'Choose the scene and press Add. Or drag the button into the window of OBS.'
          : 'Drag the button into the window of OBS. Or copy the address, and in OBS press + under Sources, Browser, and paste it as URL.'}
      </p>
      <p class="row" role="status">
        <Badge tone="wait">Waiting until OBS shows it …</Badge>
      </p>
    </div>
  );
}

export interface FirstRunProps {
  readonly panel: Panel;
  readonly obs: ObsNow | null;
  readonly viewers: readonly ViewerNow[] | null;
  /** OBS is to be asked again at once. */
  onAsk(): void;
  /** How old the picture of its preview is, ms; null: not known. */
  onAge(ageMs: number | null): void;
  /** It is over, or the user wants no more of it. */
  onEnd(): void;
}

function Finished({ onEnd }: { onEnd(): void }) {
  return (
    <section class="card first-run-done">
      <Badge tone="good">OBS shows an overlay.</Badge>
      <p>
        That is all. It connects by itself from now on, whatever you start first. In OBS, move and
        size it as you like; it stays sharp.
      </p>
      <div class="row">
        <a class="button" data-kind="main" href={hashOf('overlays')} onClick={onEnd}>
          More overlays
        </a>
        <Button onClick={onEnd}>Done</Button>
      </div>
    </section>
  );
}

export function FirstRun({ panel, obs, viewers, onAsk, onAge, onEnd }: FirstRunProps) {
  const overlays = useAnswer<readonly OverlayMetadata[]>(
    (signal) => panel.relay.get('/api/overlays', { signal }),
    [panel],
  ).value;
  const [skipped, setSkipped] = useState(false);
  const [isChosen, setIsChosen] = useState(false);
  const [chosen, setChosen] = useState<Chosen>({ overlay: 'tachometer', theme: null });
  const [opened, setOpened] = useState<StepName | null>(null);
  const done = doneSteps({ skipped, chosen: isChosen, obs, viewers });
  const next = nextStep(done);
  // What the user opened to look at again closes when a step is done.
  useEffect(() => setOpened(null), [next]);
  if (done.has('add')) return <Finished onEnd={onEnd} />;
  const overlay = overlays?.find(({ name }) => name === chosen.overlay) ?? overlays?.[0];
  if (overlays === null || overlay === undefined) return null;
  const step = (name: StepName) => ({
    name,
    isDone: done.has(name),
    isOpen: (opened ?? next) === name,
    onOpen: () => setOpened(name),
  });
  return (
    <section class="card" aria-labelledby="first-run-title">
      <header class="card-head">
        <h2 id="first-run-title">An overlay in OBS, in three steps</h2>
        <span class="row">
          <HelpLink page="first-overlay" about="the first overlay" />
          <Button kind="quiet" small onClick={onEnd}>
            Not now
          </Button>
        </span>
      </header>
      <ol class="steps">
        <Step
          {...step('connect')}
          title="Connect OBS"
          result={
            obs?.state === 'connected'
              ? obs.sentence
              : 'Skipped: dragging and copying work without.'
          }
        >
          <ConnectObs panel={panel} obs={obs} onSent={onAsk}>
            <Button kind="quiet" onClick={() => setSkipped(true)}>
              Skip this, I drag or copy
            </Button>
          </ConnectObs>
          {obs !== null && obs.state !== 'off' && (
            <p class="small" role="status">
              {obs.sentence}
            </p>
          )}
        </Step>
        <Step {...step('choose')} title="Choose an overlay and its look" result={overlay.title}>
          <ChooseStep
            panel={panel}
            overlays={overlays}
            overlay={overlay}
            chosen={chosen}
            onChoose={setChosen}
            onDone={() => setIsChosen(true)}
            onAge={onAge}
          />
        </Step>
        <Step {...step('add')} title="Put it into OBS" result="">
          <AddStep panel={panel} overlay={overlay} obs={obs} />
        </Step>
      </ol>
    </section>
  );
}
