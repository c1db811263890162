/**
 * The relay's own state: `/health` for everybody, `/metrics` for those who may read figures, `/api/status` and `/api/viewers`
 * for the streamer.
 */
import { performance } from 'node:perf_hooks';
import express from 'express';
import { Counter, Gauge, type Histogram, Registry } from 'prom-client';
import type { BackplaneStatus } from '../../protocol/backplane-status.ts';
import { limits } from '../../protocol/limits.ts';
import type { LiveSessionStatus } from '../../protocol/live-session-status.ts';
import type { RelayStatus, ViewerInfo } from '../../protocol/relay-answers.ts';
import type { AccessControl } from '../access/access-control.ts';
import type { LiveSession } from '../live/live-session.ts';
import { gridOf } from '../live/session-cars.ts';

export interface StatusParts {
  readonly access: AccessControl;
  stats(): RelayStatus;
  viewers(): ViewerInfo[];
  /** How often publishers were refused since the start, by code. */
  refusals(): ReadonlyMap<string, number>;
  isStopping(): boolean;
  readonly histograms: readonly Histogram[];
}

export function sessionNow(session: LiveSession, viewers: number, now: number): LiveSessionStatus {
  const { info, t, startMs } = session;
  const { clock } = session.view();
  const grid = gridOf(session);
  return {
    sessionID: session.id,
    run: session.runNumber,
    status: session.status,
    game: info.game ?? null,
    driver: info.driverName ?? null,
    car: info.car ?? null,
    track: info.track ?? null,
    lap: session.lap,
    framesPerSecond: session.counts.perSecond,
    framesTaken: session.counts.received,
    framesLate: session.counts.late,
    ageMs: startMs === null || t === null ? null : Math.round((now - startMs - t) * 10) / 10,
    clock,
    viewers,
    contest: session.conflict(now),
    cars: grid === null ? null : { source: grid.source, count: grid.cars.length },
  };
}

/** What viewers may know of the other relays: no names and no addresses. */
function backplaneHealth({ isConnected, relays, sessions, feeds, messagesLost }: BackplaneStatus) {
  return {
    isConnected,
    otherRelays: relays.length,
    sessionsElsewhere: sessions.length,
    feeds,
    messagesLost,
  };
}

/** `/health` and `/metrics`. They have no addresses, and names of sessions only for those who may read what is private. */
export function healthRouter(parts: StatusParts): express.Router {
  const router = express.Router();
  const registry = makeRegistry(parts);
  router.get('/health', (request, response) => {
    const { version, instance, uptimeMs, agents, sessions, viewers, recorder, backplane } =
      parts.stats();
    const { access } = parts;
    const caller = access.callerOf(request);
    // The detail about a database may name its file or its host.
    const detail = access.isAllowed(caller, 'read-private') ? recorder.detail : null;
    response.set('Cache-Control', 'no-store');
    response.status(parts.isStopping() ? 503 : 200).json({
      status: parts.isStopping() ? 'draining' : 'ok',
      version,
      instance,
      ...(access.isAllowed(caller, 'read')
        ? {
            uptimeMs,
            agents: agents.length,
            sessions: sessions.length,
            viewers,
            recorder: { ...recorder, detail },
            ...(backplane === undefined ? {} : { backplane: backplaneHealth(backplane) }),
          }
        : { recorder: { store: recorder.store, state: recorder.state, detail } }),
    });
  });
  const ofSessions = makeSessionRegistry(parts);
  router.get('/metrics', async (request, response) => {
    const { access } = parts;
    const seesNames = access.isAllowed(access.callerOf(request), 'read-private');
    response.set('Cache-Control', 'no-store').type(registry.contentType);
    const texts = (seesNames ? [registry, ofSessions] : [registry]).map((one) => one.metrics());
    response.send((await Promise.all(texts)).join('\n'));
  });
  return router;
}

/** `/api/status` and `/api/viewers`. They name people, addresses and programs, so they need the token or the admin key. */
export function statusRouter(parts: StatusParts): express.Router {
  const router = express.Router();
  router.get('/status', (_request, response) => {
    response.set('Cache-Control', 'no-store').json(parts.stats());
  });
  router.get('/viewers', (_request, response) => {
    response.set('Cache-Control', 'no-store').json(parts.viewers());
  });
  return router;
}

/** Values are read when `/metrics` is requested, so metrics cost the path of a frame nothing. */
function makeRegistry(parts: StatusParts): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, read: (stats: RelayStatus) => number) =>
    new Gauge({
      name: `sequential_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read(parts.stats()));
      },
    });
  const counter = (name: string, help: string, read: (stats: RelayStatus) => number) =>
    new Counter({
      name: `sequential_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read(parts.stats()));
      },
    });
  new Counter({
    name: 'sequential_publishing_refused_total',
    help: 'Batches and connections of publishers that were refused, by reason.',
    labelNames: ['code'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [code, count] of parts.refusals()) this.inc({ code }, count);
    },
  });
  gauge('uptime_seconds', 'Time since the relay started.', (s) => s.uptimeMs / 1000);
  gauge('agents', 'Connected agents.', (s) => s.agents.length);
  gauge('sessions', 'Sessions in memory.', (s) => s.sessions.length);
  gauge(
    'sessions_contested',
    'Sessions with several publishers at the same time.',
    (s) => s.sessions.filter(({ contest }) => contest !== null).length,
  );
  gauge('viewers', 'Sockets of viewers.', (s) => s.viewers);
  gauge('memory_bytes', 'Resident memory of the process.', () => process.memoryUsage.rss());
  counter('frames_taken', 'Frames accepted from publishers.', (s) => s.framesTaken);
  counter('batches_taken', 'Batches accepted from publishers.', (s) => s.batchesTaken);
  counter(
    'frames_late',
    'Frames accepted for the store only, because they came late.',
    (s) => s.framesLate,
  );
  counter('keys_wrong', 'Wrong keys.', (s) => s.keysWrong);
  counter('refusals', 'Refused sockets and foreign pages.', (s) => s.refusals);
  counter('encodes', 'Messages encoded, once for each encoding.', (s) => s.hub.encodes);
  counter('messages_sent', 'Messages written to viewers.', (s) => s.hub.messages);
  counter('bytes_sent', 'Bytes written to viewers.', (s) => s.hub.bytes);
  counter(
    'messages_skipped',
    'Messages that viewers missed because they were behind.',
    (s) => s.hub.skipped,
  );
  counter('viewers_stuck', 'Viewers closed because they stayed behind.', (s) => s.hub.stuck);
  gauge('backplane_up', '1 while the relay is connected with others.', (s) =>
    s.backplane?.isConnected === true ? 1 : 0,
  );
  gauge('backplane_relays', 'Other relays.', (s) => s.backplane?.relays.length ?? 0);
  gauge(
    'backplane_sessions',
    'Sessions that other relays own.',
    (s) => s.backplane?.sessions.length ?? 0,
  );
  gauge(
    'backplane_feeds',
    'Sessions of other relays that are watched here, by encoding.',
    (s) => s.backplane?.feeds ?? 0,
  );
  counter(
    'backplane_messages_received',
    'Messages from other relays that were passed on to viewers.',
    (s) => s.backplane?.messagesReceived ?? 0,
  );
  counter(
    'backplane_messages_lost',
    'Messages from other relays that did not arrive.',
    (s) => s.backplane?.messagesLost ?? 0,
  );
  counter(
    'backplane_messages_sent',
    'Messages for viewers of other relays.',
    (s) => s.backplane?.messagesSent ?? 0,
  );
  gauge('store_up', '1 while frames can be stored.', (s) => (s.recorder.state === 'ok' ? 1 : 0));
  gauge('store_frames_waiting', 'Frames waiting to be stored.', (s) => s.recorder.framesWaiting);
  counter('store_frames_stored', 'Frames stored.', (s) => s.recorder.framesStored);
  counter(
    'store_frames_duplicate',
    'Frames that were stored before.',
    (s) => s.recorder.framesDuplicate,
  );
  counter(
    'store_frames_dropped',
    'Frames dropped because too many waited.',
    (s) => s.recorder.framesDropped,
  );
  counter('store_transactions', 'Transactions of the store.', (s) => s.recorder.transactions);
  for (const histogram of parts.histograms) registry.registerMetric(histogram);
  const backlogs = (): number[] => parts.viewers().map(({ backlogBytes }) => backlogBytes);
  gauge('viewer_backlog_bytes', 'Bytes that wait for the sockets of all viewers.', () =>
    backlogs().reduce((sum, bytes) => sum + bytes, 0),
  );
  gauge('viewer_backlog_bytes_max', 'Bytes that wait for the slowest viewer.', () =>
    backlogs().reduce((most, bytes) => Math.max(most, bytes), 0),
  );
  gauge('viewers_behind', 'Viewers that bytes wait for.', () => backlogs().filter(Boolean).length);
  let before = performance.eventLoopUtilization();
  gauge(
    'event_loop_utilization',
    'Share of the time since the last reading in which the relay was busy, 0 to 1.',
    () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    },
  );
  new Gauge({
    name: 'sequential_info',
    help: 'Always 1; its label names the version.',
    labelNames: ['version'],
    registers: [registry],
    collect() {
      this.reset();
      this.set({ version: parts.stats().version }, 1);
    },
  });
  return registry;
}

/** Figures of single sessions, with the session's id as their label: of the most watched ones. */
function makeSessionRegistry({ stats }: StatusParts): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, read: (one: LiveSessionStatus) => number | null) =>
    new Gauge({
      name: `sequential_session_${name}`,
      help,
      labelNames: ['session'],
      registers: [registry],
      collect() {
        this.reset();
        const byViewers = [...stats().sessions].sort((a, b) => b.viewers - a.viewers);
        for (const one of byViewers.slice(0, limits.metricsSessionsMax)) {
          const value = read(one);
          if (value !== null) this.set({ session: one.sessionID }, value);
        }
      },
    });
  gauge('viewers', 'Viewers of the session.', ({ viewers }) => viewers);
  gauge('frames_per_second', 'Frames that came in the last second.', (one) => one.framesPerSecond);
  gauge('frame_age_seconds', 'Age of the newest frame.', ({ ageMs }) =>
    ageMs === null ? null : ageMs / 1000,
  );
  gauge('frames_taken', 'Frames accepted since the session began here.', (one) => one.framesTaken);
  gauge('frames_late', 'Of these, frames that came too late for viewers.', (one) => one.framesLate);
  gauge('cars', 'Cars that are known.', ({ cars }) => cars?.count ?? 0);
  return registry;
}
