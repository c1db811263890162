/** Checks after the last failure: no frame is lost or stored twice; database, pages and API agree about every lap. */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { SessionStatus } from '../../protocol/session.ts';
import { emptyBoard } from '../../protocol/timing-summary.ts';
import type { LapResult } from '../../relay/timing/book-state.ts';
import type { TrueRun } from './truth.ts';
import type { World } from './world.ts';

/** A lap begins and ends between two frames, the first one up to a second before the first frame: share of its fuel. */
const fuelTolerance = 0.25;

/** A silent connection is noticed within this, ms. */
const silentMs = 4 * limits.pingIntervalMs;
/** A message arrives within this many parts of time when nothing is wrong with the network. */
const messageTries = 20;
const messagePartMs = 50;
const isDriveOver: ReadonlySet<SessionStatus> = new Set(['menu', 'replay', 'ended']);
const isOver: ReadonlySet<SessionStatus> = new Set(['ended', 'waiting']);

/** Ends every failure, lets the cars drive on and stop, and checks the result. */
export async function checkCalm(world: World): Promise<void> {
  const { database, obs, network, relay, agents, posters, chance } = world;
  await world.pass(9_000);
  database.become('well');
  obs.heal();
  for (const wire of network.wires) wire.goOn();
  for (const viewer of world.viewers) viewer.reload();
  await world.passUntil('the relay has stopped', 10_000, () => !relay.now?.isStopping);
  relay.start();
  for (const agent of agents) {
    await world.passUntil(`${agent.name} has stopped`, 10_000, () => !agent.isStopping);
    agent.start();
    if (!agent.game.isRunning) agent.game.start(agent.name);
    agent.game.become('driving');
  }
  await world.pass(chance.between(6_000, 12_000));
  for (const poster of posters) poster.stop();
  for (const { game } of agents) game.become(chance.oneOf(['menu', 'paused', 'replay']));
  await world.passUntil('the agents keep nothing', 90_000, () =>
    agents.every(({ stats }) => (stats?.framesKept ?? 0) === 0),
  );
  await world.passUntil('nothing waits to be posted', 60_000, () =>
    posters.every(({ isIdle }) => isIdle),
  );
  await world.passUntil('the recorder has nothing left', 30_000, () => {
    const { framesWaiting, factsWaiting } = relay.now!.writer.stats();
    return framesWaiting === 0 && factsWaiting === 0;
  });
  await world.pass(limits.bookRecallMs + 2_000);
  for (const agent of agents) world.checkAgent(agent);
  await checkStored(world);
  await checkLive(world);
  world.verify();
}

/** Stops everything, and checks that all sessions are over and OBS is as it was. */
export async function checkEnd(world: World): Promise<void> {
  const { relay, agents, obs, held, time } = world;
  for (const agent of agents) {
    if (world.chance.holds(0.5)) agent.kill(world.chance.holds(0.5));
    else await world.passFor(`${agent.name} stops`, 10_000, agent.stop());
  }
  await world.passUntil('all sessions are over', limits.sessionAwayMs + silentMs, () =>
    [...relay.now!.sessions.all()].every(({ status }) => isOver.has(status)),
  );
  await world.passFor('the relay stops', 10_000, relay.stop());
  if (held.files.size > 0) {
    time.log('  one more start, for what is held');
    relay.start();
    await world.pass(45_000);
    await world.passFor('the relay stops', 10_000, relay.stop());
  }
  const { left } = obs;
  if (left.length > 0) world.fail(`In OBS is left: ${left.join(', ')}.`);
  await checkStored(world);
  world.verify();
}

interface Stored {
  readonly sessionID: string;
  readonly lap: number;
}

/** Reads all stored frames and checks that every packet is stored once and in order. */
async function readAll(world: World): Promise<Map<number, Stored>> {
  const { tables } = world.database;
  const found = new Map<number, Stored>();
  const { sessions } = await tables.sessions(Number.MAX_SAFE_INTEGER, null);
  for (const { sessionID } of sessions) {
    for (const { lap, frames: count } of await tables.laps(sessionID)) {
      let after = -1;
      let read = 0;
      for (;;) {
        const chunk = await tables.chunkAfter(sessionID, lap, after);
        if (chunk === null) break;
        for (const { packetId } of JSON.parse(chunk.json) as Frame[]) {
          if (packetId <= after) world.fail(`${sessionID} has packet ${packetId} behind ${after}.`);
          if (found.has(packetId)) world.fail(`Packet ${packetId} is stored twice.`);
          found.set(packetId, { sessionID, lap });
          after = packetId;
          read++;
        }
      }
      if (read !== count)
        world.fail(`Lap ${lap} of ${sessionID} has ${read} frames, not ${count}.`);
    }
  }
  return found;
}

async function checkStored(world: World): Promise<void> {
  const { truth, relayLost } = world;
  const stored = await readAll(world);
  for (const packet of stored.keys()) {
    if (!truth.runOf.has(packet)) world.fail(`Packet ${packet} is stored and was never sampled.`);
  }
  const received = world.everReceived;
  for (const run of truth.runs) {
    let missing = 0;
    const ids = new Set<string>();
    for (const packet of run.packets) {
      const found = stored.get(packet);
      if (found !== undefined) {
        ids.add(found.sessionID);
        continue;
      }
      missing++;
      const isAllowed =
        truth.mayBeMissing.has(packet) && (!received.has(packet) || relayLost.has(packet));
      if (!isAllowed) world.fail(`Packet ${packet} of ${run.name} is not stored.`);
    }
    if (run.token !== '' && ids.size > 1) {
      world.fail(`${run.name} is stored as ${[...ids].join(' and ')}.`);
    }
    const [sessionID] = ids;
    if (missing === 0 && run.token !== '' && sessionID !== undefined) {
      await checkTruth(world, run, sessionID);
    }
  }
}

/** Stored laps equal the laps that the game drove. */
async function checkTruth(world: World, run: TrueRun, sessionID: string): Promise<void> {
  const stored = await world.database.tables.laps(sessionID);
  for (const { lap, timeMs, valid, burntL, isWhole } of run.laps) {
    if (!isWhole) continue;
    const found = stored.find((one) => one.lap === lap);
    const times = found && { timeMs: found.lapMs, valid: found.valid };
    const isFuelRight =
      found?.fuelL == null || Math.abs(found.fuelL - burntL) <= fuelTolerance * burntL;
    if (times?.timeMs !== timeMs || times.valid !== valid || !isFuelRight) {
      const was = JSON.stringify({ timeMs, valid, burntL });
      const is = JSON.stringify({ ...times, fuelL: found?.fuelL });
      world.fail(`Lap ${lap} of ${run.name} was ${was} and is stored as ${is}.`);
    }
  }
}

const kept = ({ lap, timeMs, valid, fuelL, pitted, sectorsMs }: LapResult) => {
  return { lap, timeMs, valid, sectorsMs, fuelL, pitted };
};

/** Shown laps equal stored laps, and pages have what the relay shows. */
async function checkLive(world: World): Promise<void> {
  const { relay, database, viewers } = world;
  const { sessions } = relay.now!;
  for (const session of sessions.all()) {
    const { runName: token, id } = session;
    if (token === null || token === '') continue;
    const found = await database.tables.find({ sessionID: id, run: token });
    const results = found === null ? [] : await database.tables.lapResults(found.sessionID);
    const laps = session.timingSummary()?.laps ?? [];
    const shown = JSON.stringify(laps);
    // The car stopped just behind the line, or its agent ended there: the live path still waits for its times.
    const mayWait = !isDriveOver.has(session.status);
    const waits = mayWait && results.length === laps.length + 1;
    const complete = waits ? results.slice(0, -1) : results;
    const stored = JSON.stringify(complete.map(kept).slice(-limits.timingLapsMax));
    if (shown !== stored) world.fail(`${id} shows ${shown}, and stored is ${stored}.`);
  }
  for (const viewer of viewers) {
    if (!viewer.isPage) continue;
    if (!viewer.isConnected || viewer.end?.wire.state !== 'open') {
      world.fail(`${viewer.name} is not connected.`);
      continue;
    }
    const has = (): string => JSON.stringify([viewer.session?.session, viewer.session?.board]);
    const is = (): string | null => {
      const view = viewer.session?.session;
      const session = view == null ? undefined : sessions.get(view.sessionID);
      if (session === undefined) return null;
      return JSON.stringify([session.view(), session.timingSummary() ?? emptyBoard]);
    };
    const differs = (): boolean => is() !== null && has() !== is();
    // An agent measures its clock for ever: what the relay sent of it just now is still on its way to the page.
    for (let tries = 0; tries < messageTries && differs(); tries++) await world.pass(messagePartMs);
    if (differs()) world.fail(`${viewer.name} has ${has()}, and it is ${is()}.`);
  }
}
