/** All routes of a relay but `POST /ingest`, with the parts that answer them. Decides nothing. */
import type { Router } from 'express';
import type { RelayStatus } from '../../protocol/relay-answers.ts';
import type { RelayAccess } from '../access/relay-access.ts';
import type { RelayCluster } from '../backplane/relay-cluster.ts';
import type { ViewerSockets } from '../broadcast/viewer-sockets.ts';
import { describeRouter } from '../ingest/describe-session.ts';
import type { RefusedPublishers } from '../ingest/refused-publishers.ts';
import type { Exporter } from '../laps/exporter.ts';
import { type LapParts, readingRouter } from '../laps/lap-routes.ts';
import { type MomentParts, momentRouter } from '../laps/moment-routes.ts';
import type { SessionCars } from '../live/session-cars.ts';
import type { SessionRegistry } from '../live/session-registry.ts';
import type { ServedChunks } from '../live-chunks/serve-chunks.ts';
import type { StreamDelay } from '../live-chunks/stream-delay.ts';
import { layoutRouter } from '../pages/layouts/layout-routes.ts';
import type { Look } from '../pages/look.ts';
import type { Pages } from '../pages/pages.ts';
import { themeRouter } from '../pages/themes/theme-routes.ts';
import type { Recorder } from '../storage/recorder.ts';
import type { TrackMaps } from '../timing/track-maps.ts';
import type { AppParts } from './app.ts';
import { keyRouter } from './key-routes.ts';
import { sessionCarsRouter } from './session-cars.ts';
import { healthRouter, type StatusParts, statusRouter } from './status.ts';
import { watchListRouter } from './watch-list.ts';

export interface RelayRoutesParts {
  readonly recorder: Recorder;
  readonly pages: Pages;
  readonly look: Look;
  readonly maps: TrackMaps;
  readonly exporter: Exporter;
  readonly sessions: SessionRegistry;
  readonly cars: SessionCars;
  /** null: the relay works alone. */
  readonly cluster: RelayCluster | null;
  readonly chunks: ServedChunks;
  readonly streamDelay: StreamDelay;
  readonly viewers: ViewerSockets;
  readonly access: RelayAccess;
  readonly refused: RefusedPublishers;
  /** Further routes under `/api`. */
  readonly mounted: Router;
  /** The session that `live` stands for. */
  live(): string | null;
  readonly liveRun: LapParts['live'];
  readonly mark: MomentParts['mark'];
  stats(): RelayStatus;
  isStopping(): boolean;
  now(): number;
  readonly histograms: StatusParts['histograms'];
}

export function relayRoutes(
  parts: RelayRoutesParts,
): Pick<AppParts, 'open' | 'publishing' | 'api'> {
  const { recorder, pages, look, sessions, cars, cluster, viewers, live, liveRun } = parts;
  const { maps, exporter, access, isStopping, mark, now } = parts;
  const status = {
    isStopping,
    access: access.control,
    stats: () => parts.stats(),
    refusals: () => parts.refused.totals(),
    viewers: () => viewers.list(),
    histograms: parts.histograms,
  };
  return {
    open: [healthRouter(status), parts.chunks.router, pages.router, look.logo.pages],
    publishing: [
      describeRouter({ ...access.parts, sessions, elsewhere: cluster?.owners, isStopping }),
    ],
    api: [
      statusRouter(status),
      keyRouter(access.keys, access.isPublic),
      watchListRouter({
        sessions: () => sessions.all(),
        elsewhere: () => cluster?.watchable() ?? [],
        live,
        isStoring: () => recorder.stats().store !== 'none',
        now,
      }),
      sessionCarsRouter({ sessions, cars, live, elsewhere: cluster?.owners ?? null }),
      maps.router,
      look.settings.router,
      parts.streamDelay.router,
      look.logo.api,
      themeRouter({
        themes: pages.themes,
        choice: look.settings,
        changed: (name) => viewers.sendThemes(name),
      }),
      layoutRouter({
        layouts: pages.layouts,
        changed: (name) => viewers.sendLayoutChange(name),
      }),
      momentRouter({ recorder, live: liveRun, mark }),
      readingRouter({ recorder, maps, exporter, live: liveRun }),
      parts.mounted,
    ],
  };
}
