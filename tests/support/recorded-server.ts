/**
 * An evening of a dedicated server as its managers record it: decoded messages, each with the time at which it was received. A
 * recording has no positions of cars; this server makes them up so that each car crosses the line when its lap was reported.
 */
import type { ServerDialect } from '../../agent/demo/server/packet-writer.ts';
import * as packets from '../../agent/demo/server/packet-writer.ts';
import {
  clientEventKinds,
  noServerTimeMs,
  serverCommandKinds,
  serverPacketKinds,
} from '../../protocol/server-packets.ts';

interface RecordedSession {
  readonly SessionIndex: number;
  readonly SessionCount: number;
  readonly ServerName: string;
  readonly Track: string;
  readonly TrackConfig: string;
  readonly Name: string;
  readonly Type: number;
  /** min */
  readonly Time: number;
  readonly Laps: number;
  /** ms, whatever the protocol's own unit is. */
  readonly WaitTime: number;
  readonly AmbientTemp: number;
  readonly RoadTemp: number;
  readonly WeatherGraphics: string;
  readonly ElapsedMilliseconds: number;
}

interface RecordedDriver {
  readonly CarID: number;
  readonly DriverName: string;
  readonly DriverGUID: string;
  readonly DriverTeam?: string;
  readonly CarModel: string;
  readonly CarSkin: string;
}

/** A row of the leaderboard. */
export interface RecordedRow {
  readonly CarID: number;
  /** Best lap; in a race the time of all laps. */
  readonly LapTime: number;
  readonly Laps: number;
  readonly Completed: number;
}

interface RecordedLap {
  readonly CarID: number;
  readonly LapTime: number;
  readonly Cuts: number;
  readonly Cars: readonly RecordedRow[];
}

interface RecordedHit {
  readonly CarID: number;
  readonly OtherCarID?: number;
  readonly ImpactSpeed: number;
  readonly WorldPos: { readonly X: number; readonly Y: number; readonly Z: number };
}

const kinds = serverPacketKinds;

type RecordedData =
  | readonly [typeof kinds.version | typeof kinds.loaded, number]
  | readonly [typeof kinds.newSession | typeof kinds.sessionInfo, RecordedSession]
  | readonly [typeof kinds.connected | typeof kinds.disconnected, RecordedDriver]
  | readonly [typeof kinds.carInfo, RecordedDriver & { readonly IsConnected: boolean }]
  | readonly [typeof kinds.lap, RecordedLap]
  | readonly [typeof clientEventKinds.car | typeof clientEventKinds.environment, RecordedHit]
  | readonly [typeof clientEventKinds.jumpStart, { readonly CarID: number }]
  | readonly [typeof kinds.chat, { readonly CarID: number; readonly Message: string }]
  | readonly [typeof kinds.sessionEnded | typeof kinds.error, string];

export interface RecordedMessage {
  /** ISO 8601 */
  readonly Received: string;
  readonly EventType: number;
  readonly Data: unknown;
}

/** A message with its time since the first one, ms. */
interface Step {
  readonly at: number;
  readonly kind: number;
  readonly message: RecordedData;
}

/** A session from its beginning to the next one. */
export interface PlayedSession {
  readonly name: string;
  readonly isRace: boolean;
  readonly from: number;
  readonly until: number;
  /** Of the last lap; empty: nobody drove one. */
  readonly leaderboard: readonly RecordedRow[];
  readonly laps: readonly (RecordedLap & { readonly at: number })[];
  /** When it turns green. */
  readonly startAt: number;
}

const raceKind = 3;
const recordedLengthM = 2_500;
const boxPlace = 0.9;
/** A car leaves its box this long before its first lap, ms. */
const outLapMs = 8_000;

export class RecordedServer {
  readonly sessions: readonly PlayedSession[];
  readonly lengthMs: number;
  readonly #steps: readonly Step[];
  readonly #dialect: ServerDialect;
  readonly #drivers = new Map<number, RecordedDriver>();
  #sessionData: { readonly data: RecordedSession; readonly at: number } | null = null;
  #next = 0;
  #intervalMs = 0;
  #updatedAt = 0;

  constructor(messages: readonly RecordedMessage[], dialect: ServerDialect) {
    const first = Date.parse(messages[0]!.Received);
    this.#steps = messages.map(({ Received, EventType, Data }) => ({
      at: Date.parse(Received) - first,
      kind: EventType,
      message: [EventType, Data] as unknown as RecordedData,
    }));
    this.#dialect = dialect;
    this.lengthMs = this.#steps.at(-1)!.at + 5_000;
    this.sessions = sessionsOf(this.#steps, this.lengthMs);
  }

  /** @returns what the server sends from the last call until now */
  tick(now: number): Buffer[] {
    const sent: Buffer[] = [];
    for (; (this.#steps[this.#next]?.at ?? Number.POSITIVE_INFINITY) <= now; this.#next++) {
      const step = this.#steps[this.#next]!;
      this.#note(step);
      sent.push(packetOf(step, this.#dialect));
    }
    if (this.#intervalMs === 0 || now - this.#updatedAt < this.#intervalMs) return sent;
    this.#updatedAt = now;
    const session = this.sessions.findLast(({ from }) => from <= now);
    if (session === undefined) return sent;
    for (const carId of this.#drivers.keys()) sent.push(updateOf(session, carId, now));
    return sent;
  }

  #note({ at, message: [kind, data] }: Step): void {
    if (kind === kinds.version) {
      this.#drivers.clear();
      this.#intervalMs = 0;
    }
    if (kind === kinds.newSession) this.#sessionData = { data, at };
    if (kind === kinds.connected) this.#drivers.set(data.CarID, data);
    if (kind === kinds.disconnected) this.#drivers.delete(data.CarID);
  }

  /** A message of the plugin. @returns the answers */
  receive(bytes: Uint8Array, now: number): Buffer[] {
    const [kind, low = 0, high = 0] = bytes;
    if (kind === serverCommandKinds.updateInterval) this.#intervalMs = low + 256 * high;
    if (kind === serverCommandKinds.carInfo) {
      const driver = this.#drivers.get(low);
      const written = writtenDriver(driver ?? { ...nobody, CarID: low });
      return [packets.writeCarInfo(written, driver !== undefined)];
    }
    if (kind !== serverCommandKinds.sessionInfo || this.#sessionData === null) return [];
    const { data, at } = this.#sessionData;
    const elapsed = { ...data, ElapsedMilliseconds: data.ElapsedMilliseconds + now - at };
    return [sessionPacket(elapsed, false, this.#dialect)];
  }
}

const nobody = { DriverName: '', DriverGUID: '', CarModel: '', CarSkin: '' };

function sessionsOf(steps: readonly Step[], lengthMs: number): PlayedSession[] {
  const begins = steps.flatMap(({ at, message: [kind, data] }, i) =>
    kind === kinds.newSession ? [{ at, data, i }] : [],
  );
  return begins.map(({ at, data, i }, number): PlayedSession => {
    const next = begins[number + 1];
    const laps = steps
      .slice(i, next?.i)
      .flatMap((step) =>
        step.message[0] === kinds.lap ? [{ ...step.message[1], at: step.at }] : [],
      );
    return {
      name: data.Name,
      isRace: data.Type === raceKind,
      from: at,
      until: next?.at ?? lengthMs,
      leaderboard: laps.at(-1)?.Cars ?? [],
      laps,
      startAt: at - data.ElapsedMilliseconds,
    };
  });
}

/** Laps from the line of the first lap, and the speed, m/s. */
function progressOf(session: PlayedSession, carId: number, now: number): [number, number] {
  const own = session.laps.filter((lap) => lap.CarID === carId);
  const done = own.filter(({ at }) => at <= now);
  const [last, next] = [done.at(-1), own[done.length]];
  if (next !== undefined) {
    const from = last?.at ?? Math.max(next.at - next.LapTime, session.startAt);
    const grid = session.isRace && last === undefined ? -0.004 * (carId + 1) : 0;
    if (now >= from) {
      const share = (now - from) / (next.at - from);
      const mps = (recordedLengthM * (1 - grid) * 1000) / (next.at - from);
      return [done.length + grid + share * (1 - grid), mps];
    }
    if (session.isRace) return [grid, 0];
    const isOut = now > from - outLapMs;
    const share = isOut ? 1 - (from - now) / outLapMs : 0;
    return [boxPlace - 1 + share * (1 - boxPlace), isOut ? 31 : 0];
  }
  if (last === undefined) return [session.isRace ? -0.004 * (carId + 1) : boxPlace - 1, 0];
  // After its last lap it rolls out.
  const rolled = Math.min((now - last.at) / last.LapTime, 0.4);
  return [done.length + rolled, rolled < 0.4 ? (recordedLengthM * 1000) / last.LapTime : 0];
}

function updateOf(session: PlayedSession, carId: number, now: number): Buffer {
  const [progress, mps] = progressOf(session, carId, now);
  const place = progress - Math.floor(progress);
  const angle = place * 2 * Math.PI;
  const radius = recordedLengthM / (2 * Math.PI);
  return packets.writeCarUpdate({
    carId,
    position: [radius * Math.cos(angle), 0, radius * Math.sin(angle)],
    velocity: [-mps * Math.sin(angle), 0, mps * Math.cos(angle)],
    gear: mps === 0 ? 1 : 5,
    rpm: 6_000,
    trackPosition: place,
  });
}

function writtenDriver(data: RecordedDriver) {
  return {
    carId: data.CarID,
    driver: data.DriverName,
    guid: data.DriverGUID,
    car: data.CarModel,
    skin: data.CarSkin,
    team: data.DriverTeam ?? '',
  };
}

function sessionPacket(data: RecordedSession, isNew: boolean, dialect: ServerDialect): Buffer {
  const written = {
    index: data.SessionIndex,
    count: data.SessionCount,
    server: data.ServerName,
    track: data.Track,
    trackConfiguration: data.TrackConfig,
    name: data.Name,
    kind: data.Type,
    minutes: data.Time,
    laps: data.Laps,
    waitS: data.WaitTime,
    ambientC: data.AmbientTemp,
    roadC: data.RoadTemp,
    weather: data.WeatherGraphics,
    elapsedMs: data.ElapsedMilliseconds,
  };
  return packets.writeSession(written, isNew, dialect);
}

function packetOf({ message: [kind, data] }: Step, dialect: ServerDialect): Buffer {
  switch (kind) {
    case kinds.version:
      return packets.writeVersion();
    case kinds.loaded:
      return packets.writeLoaded(data);
    case kinds.newSession:
    case kinds.sessionInfo:
      return sessionPacket(data, kind === kinds.newSession, dialect);
    case kinds.connected:
    case kinds.disconnected:
      return packets.writeConnection(writtenDriver(data), kind === kinds.connected);
    case kinds.carInfo:
      return packets.writeCarInfo(writtenDriver(data), data.IsConnected);
    case kinds.lap:
      return packets.writeLap(data.CarID, data.LapTime, data.Cuts, data.Cars.map(standingOf));
    case clientEventKinds.car:
    case clientEventKinds.environment: {
      const { X, Y, Z } = data.WorldPos;
      return packets.writeCollision(data.CarID, data.OtherCarID ?? null, data.ImpactSpeed, [
        X,
        Y,
        Z,
      ]);
    }
    case clientEventKinds.jumpStart:
      return Buffer.from([kinds.clientEvent, kind, data.CarID]);
    case kinds.chat:
      return packets.writeChat(data.CarID, data.Message);
    case kinds.sessionEnded:
      return packets.writeSessionEnded(data);
    case kinds.error: {
      const written = packets.writeSessionEnded(data);
      written[0] = kinds.error;
      return written;
    }
  }
}

function standingOf({ CarID, LapTime, Laps, Completed }: RecordedRow) {
  const timeMs = LapTime === noServerTimeMs ? null : LapTime;
  return { carId: CarID, timeMs, laps: Laps, hasFinished: Completed !== 0 };
}
