/** What the relay tells about itself: `/health` for everybody, `/api/status` and `/api/viewers` for its own people, `/metrics`. */
import type { IncomingMessage } from 'node:http';
import express from 'express';
import { Counter, Gauge, Registry } from 'prom-client';
import type { LiveSessionStatus, RelayStatus, ViewerInfo } from '../../protocol/relay-answers.ts';
import type { LiveSession } from '../live/live-session.ts';

export interface StatusParts {
  /** The caller may read what is private. */
  mayLookInside(request: IncomingMessage): boolean;
  stats(): RelayStatus;
  viewers(): ViewerInfo[];
  /** How often publishers were refused since the start, by code. */
  refusals(): ReadonlyMap<string, number>;
  isStopping(): boolean;
}

export function sessionNow(session: LiveSession, viewers: number, now: number): LiveSessionStatus {
  const { facts, t, originMs } = session;
  const { clock } = session.view();
  return {
    sessionID: session.id,
    run: session.run,
    status: session.status,
    driver: facts.driverName ?? null,
    car: facts.car ?? null,
    track: facts.track ?? null,
    lap: session.lap,
    framesPerSecond: session.counts.perSecond,
    framesTaken: session.counts.taken,
    framesLate: session.counts.late,
    ageMs: originMs === null || t === null ? null : Math.round((now - originMs - t) * 10) / 10,
    clock,
    viewers,
    contest: session.contest(now),
  };
}

/** `/health` and `/metrics`: open to everybody, so without names and addresses. */
export function healthRouter(parts: StatusParts): express.Router {
  const router = express.Router();
  const registry = makeRegistry(parts);
  router.get('/health', (request, response) => {
    const { version, instance, uptimeMs, agents, sessions, viewers, recorder } = parts.stats();
    // The sentence about a database may name its file or its host.
    const detail = parts.mayLookInside(request) ? recorder.detail : null;
    response.set('Cache-Control', 'no-store');
    response.status(parts.isStopping() ? 503 : 200).json({
      status: parts.isStopping() ? 'stopping' : 'ok',
      version,
      instance,
      uptimeMs,
      agents: agents.length,
      sessions: sessions.length,
      viewers,
      recorder: { ...recorder, detail },
    });
  });
  router.get('/metrics', async (_request, response) => {
    response.set('Cache-Control', 'no-store').type(registry.contentType);
    response.send(await registry.metrics());
  });
  return router;
}

/** `/api/status` and `/api/viewers`: names, addresses and programs of people, so for those who show the token or the admin key. */
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

/** Everything is read when it is asked for: the hot path knows nothing of metrics. */
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
  gauge('uptime_seconds', 'Since the relay started.', (s) => s.uptimeMs / 1000);
  gauge('agents', 'Agents that are connected.', (s) => s.agents.length);
  gauge('sessions', 'Sessions whose state is kept.', (s) => s.sessions.length);
  gauge(
    'sessions_contested',
    'Sessions that several publish at the same time.',
    (s) => s.sessions.filter(({ contest }) => contest !== null).length,
  );
  gauge('viewers', 'Sockets that watch.', (s) => s.viewers);
  gauge('workers', 'Processes that hold viewers.', (s) => s.workers.length);
  gauge('memory_bytes', 'Resident memory of the process.', () => process.memoryUsage.rss());
  counter('frames_taken', 'Frames that publishers sent and were taken.', (s) => s.framesTaken);
  counter('batches_taken', 'Batches of them.', (s) => s.batchesTaken);
  counter('frames_late', 'Frames taken for the store only.', (s) => s.framesLate);
  counter('keys_wrong', 'Wrong keys that were shown.', (s) => s.keysWrong);
  counter('refusals', 'Sockets and foreign pages that were refused.', (s) => s.refusals);
  counter('encodes', 'Messages encoded, once for each form.', (s) => s.hub.encodes);
  counter('messages_sent', 'Messages written to viewers.', (s) => s.hub.messages);
  counter('bytes_sent', 'Bytes written to viewers.', (s) => s.hub.bytes);
  counter('messages_skipped', 'Messages that viewers who lag did not get.', (s) => s.hub.skipped);
  counter('viewers_stuck', 'Viewers closed because they stayed behind.', (s) => s.hub.stuck);
  gauge('store_up', '1 while the store takes what it is given.', (s) =>
    s.recorder.state === 'ok' ? 1 : 0,
  );
  gauge('store_frames_waiting', 'Frames that wait for the store.', (s) => s.recorder.framesWaiting);
  counter('store_frames_stored', 'Frames on disk.', (s) => s.recorder.framesStored);
  counter(
    'store_frames_duplicate',
    'Frames that were held already.',
    (s) => s.recorder.framesDuplicate,
  );
  counter('store_frames_dropped', 'Frames given up at a bound.', (s) => s.recorder.framesDropped);
  counter('store_transactions', 'Transactions.', (s) => s.recorder.transactions);
  return registry;
}
