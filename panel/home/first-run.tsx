/** The set-up of the first overlay in OBS, in three steps. It is finished when OBS shows an overlay. */
import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import type { FirstRunState, ObsStatus, ViewerInfo } from '../../protocol/relay-answers.ts';
import { Badge } from '../core/cards-and-dialogs.tsx';
import { ConnectObs } from '../core/connect-obs.tsx';
import { Button, SelectField } from '../core/controls.tsx';
import { HelpLink } from '../core/help-link.tsx';
import { AddToObs, CopyButton, DragLink } from '../core/into-obs.tsx';
import { inOrder, sizeText, sourceDragUrl, sourceUrl } from '../core/overlay-links.ts';
import { OverlayPreview } from '../core/overlay-preview.tsx';
import { useOverlays } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { previewOf } from '../core/status.ts';
import { SteadyStatus } from '../core/steady-status.tsx';
import { standardTheme, useThemeChoices, useThemeFile, useThemes } from '../core/themes.ts';
import { gameState } from './game-state.ts';
import type { FirstRunProgress } from './progress.ts';
import { doneSteps, nextStep, type StepName, stepNames } from './steps.ts';

/** Of the preview, CSS pixels. */
const previewHeight = 230;

interface StepContent {
  readonly title: string;
  /** Shown when the step is done and closed. */
  readonly result: string;
  readonly children: ComponentChildren;
}

interface StepProps extends StepContent {
  /** From 1. */
  readonly number: number;
  readonly isDone: boolean;
  readonly isOpen: boolean;
  onOpen(): void;
}

function Step({ number, title, isDone, isOpen, result, onOpen, children }: StepProps) {
  return (
    <li class="step" data-state={isDone ? 'done' : isOpen ? 'open' : 'waiting'}>
      <span class="step-number" aria-hidden="true">
        {isDone ? '✓' : number}
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

/** The game, as it is now. */
function GameLine({ panel }: { readonly panel: Panel }) {
  const status = panel.status.value;
  if (typeof status === 'string') return null;
  const { tone, title, about, step } = gameState(status);
  return (
    <div class="game-line" data-tone={tone}>
      <span class="dot" aria-hidden="true" />
      <div>
        <h3>{title}</h3>
        {step !== null && <p>{step}</p>}
        {about !== '' && <p class="muted">{about}</p>}
      </div>
      <SteadyStatus sentence={`${title}. ${step ?? ''}`} />
    </div>
  );
}

interface ConnectStepProps {
  readonly panel: Panel;
  readonly obs: ObsStatus | null;
  readonly progress: FirstRunProgress;
  onAsk(): void;
}

function ConnectStep({ panel, obs, progress, onAsk }: ConnectStepProps) {
  return (
    <>
      {obs !== null && obs.state !== 'off' && <p class="small">{obs.sentence}</p>}
      <ConnectObs panel={panel} obs={obs} onSent={onAsk}>
        <Button onClick={() => progress.change({ skipsObs: true })}>
          Skip: I will drag it or copy its address
        </Button>
      </ConnectObs>
    </>
  );
}

type Chosen = Pick<FirstRunState, 'theme'> & { readonly overlay: string };

function ChooseStep(props: {
  readonly panel: Panel;
  readonly overlays: readonly OverlayMetadata[];
  readonly overlay: OverlayMetadata;
  readonly chosen: Chosen;
  readonly progress: FirstRunProgress;
  onAge(ageMs: number | null): void;
}) {
  const { panel, overlays, overlay, chosen, progress, onAge } = props;
  const themes = useThemes(panel).value ?? [];
  const inUse = useThemeChoices(panel).value?.theme ?? standardTheme;
  const theme = useThemeFile(panel, chosen.theme ?? inUse);
  const of = useComputed(() => previewOf(panel.status.value)).value;
  const usable = themes.filter(({ problem }) => problem === null);
  const accept = (): Promise<boolean> =>
    panel.attempt(async () => {
      if (chosen.theme !== null && chosen.theme !== inUse) {
        await panel.relay.send('PUT', '/api/settings/theme', { theme: chosen.theme });
      }
      progress.change({ ...chosen, isChosen: true });
    });
  return (
    <div class="choose">
      <div class="stack">
        <SelectField
          label="Overlay"
          value={overlay.name}
          choices={inOrder(overlays).map(({ name, title }) => ({ value: name, title }))}
          onInput={(name) => progress.change({ ...chosen, overlay: name })}
        />
        <SelectField
          label="Theme"
          value={chosen.theme ?? inUse}
          choices={usable.map(({ name, title }) => ({ value: name, title }))}
          onInput={(name) => progress.change({ ...chosen, theme: name })}
        />
        <p class="muted small">{overlay.description} You can change everything later.</p>
        <div class="row">
          <Button kind="main" onClick={() => void accept()}>
            Use this overlay
          </Button>
        </div>
      </div>
      <div class="choose-preview">
        <OverlayPreview
          {...{ overlay, of, inUse, theme }}
          height={previewHeight}
          onStats={(stats) => onAge(stats?.connected ? stats.ageMs.p50 : null)}
        />
      </div>
    </div>
  );
}

function AddStep(props: { panel: Panel; overlay: OverlayMetadata; obs: ObsStatus | null }) {
  const { panel, overlay, obs } = props;
  const page = {
    title: overlay.title,
    url: sourceUrl(location.origin, overlay.name, {}),
    dragUrl: sourceDragUrl(location.origin, overlay, {}),
    size: overlay.size,
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
          ? 'Choose a scene and press Add. Or drag the button into the OBS window.'
          : `Drag the button into the OBS window. Or copy the address. Then, in OBS, press + under Sources, choose Browser, paste the address as URL, and set ${sizeText(overlay.size)}.`}
      </p>
      <p class="row" role="status">
        <Badge tone="wait">Waiting for OBS to show it …</Badge>
      </p>
    </div>
  );
}

export interface FirstRunProps {
  readonly panel: Panel;
  readonly obs: ObsStatus | null;
  readonly viewers: readonly ViewerInfo[] | null;
  readonly progress: FirstRunProgress;
  /** The settings of OBS have changed: request its status again. */
  onAsk(): void;
  /** Age of the frame that the preview shows, ms; null: not known. */
  onAge(ageMs: number | null): void;
  /** The set-up is finished, or the user closed it. */
  onEnd(): void;
}

function Finished({ onEnd }: { onEnd(): void }) {
  return (
    <div class="first-run-done">
      <Badge tone="good">OBS shows an overlay.</Badge>
      <p>
        That is all. The overlay connects automatically, whichever program you start first. Move and
        resize it in OBS as you like; it stays sharp.
      </p>
      <div class="row">
        <a class="button" data-kind="main" href={hashOf('overlays')} onClick={onEnd}>
          More overlays
        </a>
        <Button onClick={onEnd}>Done</Button>
      </div>
    </div>
  );
}

/** The first overlay of the list when the user has selected none. */
const firstOverlay = 'tachometer';

export function FirstRun(props: FirstRunProps) {
  const { panel, obs, viewers, progress, onAsk, onAge, onEnd } = props;
  const overlays = useOverlays(panel).value;
  const [opened, setOpened] = useState<StepName | null>(null);
  const kept = progress.kept;
  const done = doneSteps({
    skipped: kept?.skipsObs ?? false,
    chosen: kept?.isChosen ?? false,
    obs,
    viewers,
  });
  const next = nextStep(done);
  // A step that the user reopened closes when a step is done.
  useEffect(() => setOpened(null), [next]);
  const chosen = { overlay: kept?.overlay ?? firstOverlay, theme: kept?.theme ?? null };
  const overlay = overlays?.find(({ name }) => name === chosen.overlay) ?? overlays?.[0];
  if (overlays === null || overlay === undefined) return null;
  const steps: Record<StepName, StepContent> = {
    connect: {
      title: 'Connect OBS',
      result:
        obs?.state === 'connected'
          ? obs.sentence
          : 'Skipped. Dragging and copying work without a connection.',
      children: <ConnectStep {...{ panel, obs, progress, onAsk }} />,
    },
    choose: {
      title: 'Choose an overlay and its theme',
      result: overlay.title,
      children: <ChooseStep {...{ panel, overlays, overlay, chosen, progress, onAge }} />,
    },
    add: { title: 'Add it to OBS', result: '', children: <AddStep {...{ panel, overlay, obs }} /> },
  };
  return (
    <section class="card" aria-labelledby="first-run-title">
      <header class="card-head">
        <h2 id="first-run-title">An overlay in OBS, in three steps</h2>
        <span class="row">
          <HelpLink page="first-overlay" about="the first overlay" />
          <Button kind="quiet" small onClick={onEnd}>
            Close
          </Button>
        </span>
      </header>
      <GameLine panel={panel} />
      {done.has('add') && <Finished onEnd={onEnd} />}
      <ol class="steps">
        {stepNames.map((name, i) => (
          <Step
            key={name}
            number={i + 1}
            isDone={done.has(name)}
            isOpen={(opened ?? next) === name}
            onOpen={() => setOpened(opened === name ? null : name)}
            {...steps[name]}
          />
        ))}
      </ol>
    </section>
  );
}
