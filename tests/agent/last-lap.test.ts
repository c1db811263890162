/** A last lap from the game's pages to the relay: its event has its time. */
import { afterEach, describe, expect, it } from 'vitest';
import { Pipeline } from '../../agent/pipeline.ts';
import { HttpPublisher } from '../../agent/publish/http-publisher.ts';
import type { Publisher, PublisherOptions } from '../../agent/publish/port.ts';
import { WsPublisher } from '../../agent/publish/ws-publisher.ts';
import { monotonicMs } from '../../agent/sampling/clock.ts';
import { SessionTracker } from '../../agent/session/session.ts';
import { silentLog } from '../../protocol/log.ts';
import { startTestRelay, stopAll } from '../support/test-relay.ts';
import { until } from '../support/until.ts';
import { drivingGame } from './support/game.ts';

const publishers: Publisher[] = [];

afterEach(async () => {
  await Promise.all(publishers.splice(0).map((publisher) => publisher.close()));
  await stopAll();
});

const sampleMs = 1000 / 60;
const lapTimeMs = 106_555;

/** Drives the end of lap 5 against a real relay; what ends the drive comes with the lap's time. */
async function driveTo(end: object, transport: 'ws' | 'http') {
  const relay = await startTestRelay();
  const options: PublisherOptions = {
    relay: new URL(relay.address),
    batch: 'auto',
    hz: 60,
    log: silentLog,
    now: monotonicMs,
    random: Math.random,
  };
  const publisher = transport === 'ws' ? new WsPublisher(options) : new HttpPublisher(options);
  publishers.push(publisher);
  const tracker = new SessionTracker({ session: 'LAST', wallMs: Date.now, random: Math.random });
  const pipeline = new Pipeline(tracker, publisher, silentLog);
  const game = drivingGame().graphics({ iCurrentTime: 106_000 });
  let nowMs = monotonicMs();
  const next = (): void => {
    nowMs += sampleMs;
    game
      .physics({ packetId: game.int('physics', 'packetId') + 5 })
      .graphics({ packetId: game.int('graphics', 'packetId') + 2 });
    pipeline.observe(game.at(nowMs));
  };
  if (transport === 'ws') await until('it is connected', () => publisher.stats().connected);
  pipeline.observeMemory({ pages: true, game: true, detail: null });
  for (let i = 0; i < 30; i++) next();
  game.graphics({ completedLaps: 5, iLastTime: lapTimeMs, iBestTime: lapTimeMs, ...end });
  for (let i = 0; i < 60; i++) next();
  return { relay, pipeline };
}

describe.each(['ws', 'http'] as const)('over %s', (transport) => {
  it.each([
    ['a menu comes up', { status: 0 }],
    ['a replay plays', { status: 1 }],
    ['the next session begins', { session: 2 }],
    ['the next session loads', { session: 2, status: 0 }],
  ])('a lap that is decided when %s is completed with its time', async (_what, end) => {
    const { relay, pipeline } = await driveTo(end, transport);
    // Its own publisher ends: a relay that waits for more of the lap has to go on without.
    pipeline.stop();
    await until('the lap is completed', () =>
      relay.events.some(({ name }) => name === 'lap-completed' || name === 'session-ended'),
    );
    const laps = relay.events.filter(({ name }) => name === 'lap-completed');
    expect(laps).toMatchObject([{ lap: 5, lapTimeMs }]);
  });
});
