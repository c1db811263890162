/** The home room: the dashboard, problems with their solutions, and the set-up of the first overlay. */
import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { OlderFoldersAnswer } from '../../protocol/program-answers.ts';
import type { ObsStatus, ViewerInfo } from '../../protocol/relay-answers.ts';
import { Card } from '../core/cards-and-dialogs.tsx';
import { MarkMoment } from '../core/mark-moment.tsx';
import { NeedsKey } from '../core/needs-key.tsx';
import { OverlayPreview } from '../core/overlay-preview.tsx';
import { polled, useGet, useObs, useOverlays } from '../core/relay-hooks.ts';
import type { Panel, PanelRoom, RoomProps } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { headline, previewOf } from '../core/status.ts';
import { themeOf, useThemeChoices } from '../core/themes.ts';
import { UpdateNote } from '../core/update-note.tsx';
import { Dashboard } from './dashboard.tsx';
import { dashboardFigures } from './dashboard-figures.ts';
import { toDoNow } from './findings.ts';
import { FirstRun } from './first-run.tsx';
import { useProgress } from './progress.ts';
import { isShownInObs } from './steps.ts';
import { ToDo } from './to-do.tsx';

/** Of the preview, CSS pixels. */
const previewHeight = 250;

/** The set-up is shown until OBS has shown an overlay or the user has closed it. Its address always shows it. */
function useFirstRun(viewers: readonly ViewerInfo[] | null, isRequested: boolean, panel: Panel) {
  const progress = useProgress(panel, typeof panel.status.value !== 'string');
  const { kept } = progress;
  // What was over when the page was opened: the last step stays visible after it is done.
  const [wasOver, setWasOver] = useState<boolean | null>(null);
  const isInObs = isShownInObs(viewers);
  const isOver = kept?.isOver ?? null;
  useEffect(() => {
    if (isOver === null || viewers === null) return;
    // Users who have overlays in OBS already never see it.
    if (wasOver === null) setWasOver(isOver || isInObs);
    if (isInObs && !isOver) progress.change({ isOver: true });
  }, [isOver, viewers, isInObs]);
  const end = (): void => {
    progress.change({ isOver: true });
    setWasOver(true);
    if (isRequested) panel.go('#/');
  };
  // Until then nothing is shown that would make room for the steps a moment later.
  const isKnown = isRequested || wasOver !== null || typeof panel.status.value === 'string';
  return { isShown: isRequested || wasOver === false, isKnown, progress, end };
}

/** A preview of an overlay that is in OBS, else of the tachometer. */
function LivePreview(props: {
  readonly panel: Panel;
  readonly obs: ObsStatus | null;
  onAge(ageMs: number | null): void;
}) {
  const { panel, obs, onAge } = props;
  const overlays = useOverlays(panel).value;
  const choices = useThemeChoices(panel).value;
  const of = useComputed(() => previewOf(panel.status.value)).value;
  const shown = obs?.sources.map(({ overlay }) => overlay) ?? [];
  const overlay =
    overlays?.find(({ name }) => shown.includes(name)) ??
    overlays?.find(({ name }) => name === 'tachometer') ??
    overlays?.[0];
  if (overlay === undefined || of === null) return null;
  return (
    <Card
      title={of === 'live' ? 'Live' : 'Demo lap'}
      aside={<a href={hashOf('overlays', overlay.name)}>{overlay.title}</a>}
    >
      <div class="home-picture">
        <OverlayPreview
          {...{ overlay, of }}
          inUse={themeOf(choices, overlay.name)}
          height={previewHeight}
          onStats={(stats) => onAge(stats?.connected ? stats.ageMs.p50 : null)}
        />
      </div>
    </Card>
  );
}

function Page({ panel, path }: RoomProps) {
  const status = panel.status.value;
  const obs = useObs(panel);
  const viewers = useGet<readonly ViewerInfo[]>(panel, '/api/viewers', polled);
  const older = useGet<OlderFoldersAnswer>(panel, '/api/older-folders', { mayAskKey: false });
  const [pictureMs, setPictureMs] = useState<number | null>(null);
  const { isShown, isKnown, progress, end } = useFirstRun(
    viewers.value,
    path[0] === 'first-run',
    panel,
  );
  const isRefused = status === 'refused';
  // During the set-up the figures would be empty.
  const isDashboardShown = (!isShown && isKnown) || previewOf(status) === 'live';
  const known = { obs: obs.value, viewers: viewers.value };
  const toDo = toDoNow(
    { status, ...known, older: older.value?.folders ?? [] },
    isKnown ? { isShown } : null,
  );
  return (
    <div class="stack">
      <h1 class="hidden">Home</h1>
      {isShown && !isRefused && (
        <FirstRun
          panel={panel}
          obs={obs.value}
          viewers={viewers.value}
          progress={progress}
          onAsk={obs.again}
          onAge={setPictureMs}
          onEnd={end}
        />
      )}
      {isRefused && <NeedsKey panel={panel} />}
      {isDashboardShown && typeof status !== 'string' && (
        <section class="home-dashboard" data-tone={headline(status).tone} aria-label="Dashboard">
          <Dashboard figures={dashboardFigures({ status, pictureMs, ...known })} />
        </section>
      )}
      <div class="row end">
        <MarkMoment panel={panel} />
      </div>
      <div class="home-rows">
        <ToDo panel={panel} now={toDo} />
        {!isShown && isKnown && <LivePreview panel={panel} obs={obs.value} onAge={setPictureMs} />}
      </div>
      {!isRefused && <UpdateNote panel={panel} />}
    </div>
  );
}

export const room: PanelRoom = { Page };
