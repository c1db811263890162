/** How everything is at a glance, what is wrong, and the way to the first overlay in OBS. */
import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { Card } from '../core/frames.tsx';
import { NeedsKey } from '../core/needs-key.tsx';
import type { ObsNow } from '../core/obs.ts';
import { previewUrl } from '../core/overlay-links.ts';
import { Preview } from '../core/preview.tsx';
import type { Panel, PanelRoom, RoomProps } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { headline, previewOf } from '../core/status.ts';
import { themeOf, useThemeChoices } from '../core/themes.ts';
import { useAnswer } from '../core/use-answer.ts';
import { useObs } from '../core/use-obs.ts';
import { Dashboard } from './dashboard.tsx';
import { dashboardFigures } from './dashboard-figures.ts';
import { findingsOf } from './findings.ts';
import { FirstRun } from './first-run.tsx';
import { isWatched } from './steps.ts';
import { ToDo } from './to-do.tsx';
import { useViewers } from './use-viewers.ts';
import type { ViewerNow } from './viewers.ts';

const storageKey = 'sequential.first-run';
/** Of the preview, CSS pixels. */
const previewHeight = 250;

/**
 * Whether the first run is to be shown. It is over once OBS has shown a page or the user has closed it; its address
 * brings it back.
 */
function useFirstRun(viewers: readonly ViewerNow[] | null, isAskedFor: boolean, panel: Panel) {
  const [isOver, setOver] = useState(() => localStorage.getItem(storageKey) === 'over');
  // Whoever has overlays in OBS already never sees it.
  const [isFresh, setFresh] = useState<boolean | null>(null);
  useEffect(() => {
    if (viewers !== null && isFresh === null) setFresh(!isWatched(viewers));
  }, [viewers, isFresh]);
  useEffect(() => {
    if (isWatched(viewers)) localStorage.setItem(storageKey, 'over');
  }, [viewers]);
  const end = (): void => {
    localStorage.setItem(storageKey, 'over');
    setOver(true);
    if (isAskedFor) panel.go('#/');
  };
  return { isShown: isAskedFor || (!isOver && isFresh === true), end };
}

/** What OBS shows first, else the first overlay there is: a picture that lives says more than a figure. */
function Picture(props: {
  readonly panel: Panel;
  readonly obs: ObsNow | null;
  onAge(ageMs: number | null): void;
}) {
  const { panel, obs, onAge } = props;
  const overlays = useAnswer<readonly OverlayMetadata[]>(
    (signal) => panel.relay.get('/api/overlays', { signal }),
    [panel],
  ).value;
  const choices = useThemeChoices(panel).value;
  const of = useComputed(() => previewOf(panel.status.value)).value;
  const shown = obs?.sources.map(({ overlay }) => overlay) ?? [];
  const overlay =
    overlays?.find(({ name }) => shown.includes(name)) ??
    overlays?.find(({ name }) => name === 'tachometer') ??
    overlays?.[0];
  if (overlay === undefined || of === null) return null;
  const { name, title, size } = overlay;
  return (
    <Card
      title={of === 'live' ? 'Live' : 'A built-in lap'}
      aside={<a href={hashOf('overlays', name)}>{title}</a>}
    >
      <div class="home-picture">
        <Preview
          url={previewUrl(location.origin, name, {}, { of, theme: themeOf(choices, name) })}
          title={title}
          size={size}
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
  const viewers = useViewers(panel);
  const [pictureMs, setPictureMs] = useState<number | null>(null);
  const { isShown, end } = useFirstRun(viewers.value, path[0] === 'first-run', panel);
  const isRefused = status === 'refused';
  const known = { obs: obs.value, viewers: viewers.value };
  return (
    <div class="stack">
      <h1 class="hidden">Home</h1>
      {isShown && !isRefused && (
        <FirstRun
          panel={panel}
          obs={obs.value}
          viewers={viewers.value}
          onAsk={obs.again}
          onAge={setPictureMs}
          onEnd={end}
        />
      )}
      {isRefused && <NeedsKey panel={panel} />}
      {typeof status !== 'string' && (
        <section class="home-board" data-tone={headline(status).tone} aria-label="At a glance">
          <Dashboard figures={dashboardFigures({ status, pictureMs, ...known })} />
        </section>
      )}
      <div class="home-rows">
        <ToDo panel={panel} findings={findingsOf({ status, ...known })} />
        {!isShown && <Picture panel={panel} obs={obs.value} onAge={setPictureMs} />}
      </div>
    </div>
  );
}

export const room: PanelRoom = { Page };
