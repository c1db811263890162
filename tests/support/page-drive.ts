/**
 * Runs a long drive through the whole pipeline in time-lapse: the demo car's pages, the agent's decoder, the relay's
 * live session with its timing, the compact frames, the page's feed. It also reads what the car wrote from the pages by
 * offset, so that a test can compare pictures with it.
 */
import type { DemoCarOptions } from '../../agent/demo/demo-car.ts';
import type { FinishedLap } from '../../agent/demo/lap-clock.ts';
import { timeLapse } from '../../agent/demo/time-lapse.ts';
import { graphicsPage, physicsPage } from '../../agent/games/assetto-corsa/layout.ts';
import { Feed } from '../../overlays/core/playout/feed.ts';
import type { Sample } from '../../overlays/core/sample.ts';
import { channelNames } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { decodeFrames, encodeFrames, formOf } from '../../protocol/frame-codec.ts';
import { LiveRun } from '../../relay/live/live-run.ts';

/** Frames of one message. */
const batchFrames = 3;
/** Latency from the sample to the page, ms. */
const wayMs = 4;
/** How long written values are kept, ms. */
const keptMs = 3_000;
/** Time between two checked pictures, ms. A page draws more, which show the same. */
const everyMs = 150;

const { fields: physics } = physicsPage;
const { fields: graphics } = graphicsPage;

/** Values of the game's pages at one moment, in the game's own form. */
export interface Written {
  readonly t: number;
  readonly packetId: number;
  readonly gas: number;
  readonly brake: number;
  /** 1 = pedal up. */
  readonly clutch: number;
  readonly fuel: number;
  /** 0 reverse, 1 neutral, 2 first. */
  readonly gear: number;
  readonly rpms: number;
  readonly steerAngle: number;
  readonly speedKmh: number;
  readonly lateralG: number;
  readonly longitudinalG: number;
  readonly completedLaps: number;
  readonly position: number;
  readonly currentMs: number;
  readonly lastMs: number;
  readonly bestMs: number;
  readonly timeLeftMs: number;
  readonly trackPosition: number;
  readonly x: number;
  readonly z: number;
  readonly inPitLane: number;
  readonly tyreCoreC: readonly number[];
  readonly tyrePressurePsi: readonly number[];
  readonly tyreWearPct: readonly number[];
}

interface Pages {
  readonly physics: { readonly bytes: Uint8Array };
  readonly graphics: { readonly bytes: Uint8Array };
}

function readPages(pages: Pages, t: number): Written {
  const view = ({ bytes }: { bytes: Uint8Array }) =>
    new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const p = view(pages.physics);
  const g = view(pages.graphics);
  const float = (at: { offset: number }, index = 0) => p.getFloat32(at.offset + 4 * index, true);
  const wheels = (at: { offset: number }) => [0, 1, 2, 3].map((i) => float(at, i));
  const int = (at: { offset: number }) => g.getInt32(at.offset, true);
  return {
    t,
    packetId: p.getInt32(physics.packetId.offset, true),
    gas: float(physics.gas),
    brake: float(physics.brake),
    clutch: float(physics.clutch),
    fuel: float(physics.fuel),
    gear: p.getInt32(physics.gear.offset, true),
    rpms: p.getInt32(physics.rpms.offset, true),
    steerAngle: float(physics.steerAngle),
    speedKmh: float(physics.speedKmh),
    lateralG: float(physics.accG),
    longitudinalG: float(physics.accG, 2),
    completedLaps: int(graphics.completedLaps),
    position: int(graphics.position),
    currentMs: int(graphics.iCurrentTime),
    lastMs: int(graphics.iLastTime),
    bestMs: int(graphics.iBestTime),
    timeLeftMs: g.getFloat32(graphics.sessionTimeLeft.offset, true),
    trackPosition: g.getFloat32(graphics.normalizedCarPosition.offset, true),
    x: g.getFloat32(graphics.carCoordinates.offset, true),
    z: g.getFloat32(graphics.carCoordinates.offset + 8, true),
    inPitLane: int(graphics.isInPitLane),
    tyreCoreC: wheels(physics.tyreCoreTemperature),
    tyrePressurePsi: wheels(physics.wheelsPressure),
    tyreWearPct: wheels(physics.tyreWear),
  };
}

/** The values written in the last seconds. */
class Notes {
  readonly #kept: Written[] = [];

  add(written: Written): void {
    this.#kept.push(written);
    if (this.#kept.length > 500) {
      this.#kept.splice(
        0,
        this.#kept.findIndex(({ t }) => t >= written.t - keptMs),
      );
    }
  }

  /** Everything from the sample before `fromT` to the sample after `toT`. */
  between(fromT: number, toT: number): readonly Written[] {
    let last = this.#kept.length - 1;
    while (last > 0 && this.#kept[last - 1]!.t >= toT) last--;
    let first = last;
    while (first > 0 && this.#kept[first]!.t > fromT) first--;
    return this.#kept.slice(first, last + 1);
  }

  at(packetId: number): Written | undefined {
    return this.#kept.findLast((one) => one.packetId === packetId);
  }
}

export interface Seen {
  readonly sample: Sample;
  readonly nowMs: number;
  readonly notes: Notes;
}

export interface DriveListener {
  /** Called with each sample of the agent and the laps that the car has finished. */
  written(written: Written, finished: readonly FinishedLap[]): void;
  /** Called when the page draws. The core reuses the sample: read it, never keep it. */
  picture(seen: Seen): void;
}

/** @returns the live session at the end */
export function drivePages(options: DemoCarOptions, seconds: number, listener: DriveListener) {
  const session = new LiveRun({
    publisher: 'one',
    name: 'one',
    info: {},
    startMs: null,
    startT: 0,
  });
  session.setStatus('driving');
  const form = formOf(channelNames);
  const feed = new Feed(form.channels, 0);
  feed.setConnected(true, 0);
  const notes = new Notes();
  let batch: Frame[] = [];
  let drawnMs = 0;
  const send = (nowMs: number) => {
    const lap = batch[0]!.lap!;
    const shown = session.receive({
      sessionID: 'HOUR',
      run: 'one',
      lap,
      late: false,
      frames: batch,
      connection: {},
      receivedAt: nowMs,
    });
    batch = [];
    if (session.consumeChange()) {
      const { timing, info, game, startMs, clock } = session;
      if (timing.learntMap !== null) timing.setTrackMap('/api/tracks/sq_hollowmere/gp');
      const view = {
        sessionID: 'HOUR',
        run: 1,
        facts: info,
        status: game,
        originMs: startMs,
        clock,
      };
      const message = { type: 'session', session: view, state: null } as const;
      feed.message({ ...message, board: timing.summary() });
    }
    const { frames } = decodeFrames(form, encodeFrames(form, lap, shown!.pageFrames()));
    feed.frames(frames, nowMs);
  };
  for (const { frame, car, info } of timeLapse(options, seconds)) {
    if (session.info.car === undefined) {
      session.describe(info()!);
      session.timing.setInfo(session.info);
    }
    const t = frame.t!;
    const written = readPages(car, t);
    notes.add(written);
    listener.written(written, car.drive.clock.finished);
    // A batch never mixes laps.
    if (batch.length > 0 && batch[0]!.lap !== frame.lap) send(t + wayMs);
    batch.push(frame);
    if (batch.length === batchFrames) send(t + wayMs);
    if (t - drawnMs < everyMs) continue;
    drawnMs = t;
    const nowMs = t + wayMs;
    listener.picture({ sample: feed.sample(nowMs), nowMs, notes });
  }
  return { session };
}
