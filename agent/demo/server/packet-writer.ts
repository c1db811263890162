/**
 * Writes the messages of Assetto Corsa's dedicated server (UDP plugin protocol, version 4), for a server that is made up.
 * `weather` of the game's own server is a short string, of AssettoServer a wide one. Pure.
 */
import {
  clientEventKinds,
  serverPacketKinds as kinds,
  noServerTimeMs,
  pluginProtocolVersion,
  type ServerSession,
  type ServerStanding,
} from '../../../protocol/server-packets.ts';

/** The server that is imitated: they write two strings differently. */
export type ServerDialect = 'acServer' | 'AssettoServer';

export type WrittenSession = Omit<ServerSession, 'currentIndex'>;

export interface WrittenDriver {
  readonly carId: number;
  readonly driver: string;
  readonly guid: string;
  readonly car: string;
  readonly skin: string;
  readonly team: string;
}

export interface WrittenUpdate {
  readonly carId: number;
  readonly position: readonly [number, number, number];
  readonly velocity: readonly [number, number, number];
  readonly gear: number;
  readonly rpm: number;
  readonly trackPosition: number;
}

class PacketWriter {
  readonly #parts: Buffer[] = [];

  #add(...parts: ArrayBufferView[]): this {
    this.#parts.push(
      ...parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)),
    );
    return this;
  }

  u8(...values: number[]): this {
    return this.#add(Uint8Array.from(values));
  }

  u16(value: number): this {
    return this.#add(Uint16Array.of(value));
  }

  u32(value: number): this {
    return this.#add(Uint32Array.of(value));
  }

  i32(value: number): this {
    return this.#add(Int32Array.of(value));
  }

  floats(...values: number[]): this {
    return this.#add(Float32Array.from(values));
  }

  short(text: string): this {
    const bytes = Buffer.from(text);
    return this.#add(Uint8Array.of(bytes.length), bytes);
  }

  wide(text: string): this {
    const points = Uint32Array.from([...text], (one) => one.codePointAt(0)!);
    return this.#add(Uint8Array.of(points.length), points);
  }

  done(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function begun(kind: number): PacketWriter {
  return new PacketWriter().u8(kind);
}

export function writeVersion(): Buffer {
  return begun(kinds.version).u8(pluginProtocolVersion).done();
}

/** @param isNew the session begins now; else it answers a question */
export function writeSession(
  session: WrittenSession,
  isNew: boolean,
  dialect: ServerDialect = 'acServer',
): Buffer {
  const { index, count, kind } = session;
  const writer = begun(isNew ? kinds.newSession : kinds.sessionInfo)
    .u8(pluginProtocolVersion, index, index, count)
    .wide(session.server)
    .short(session.track)
    .short(session.trackConfiguration)
    .short(session.name)
    .u8(kind)
    .u16(session.minutes)
    .u16(session.laps)
    .u16(session.waitS)
    .u8(session.ambientC, session.roadC);
  const withWeather =
    dialect === 'acServer' ? writer.short(session.weather) : writer.wide(session.weather);
  return withWeather.i32(session.elapsedMs).done();
}

/** @param isThere false: the driver has left */
export function writeConnection(driver: WrittenDriver, isThere: boolean): Buffer {
  return begun(isThere ? kinds.connected : kinds.disconnected)
    .wide(driver.driver)
    .wide(driver.guid)
    .u8(driver.carId)
    .short(driver.car)
    .short(driver.skin)
    .done();
}

export function writeLoaded(carId: number): Buffer {
  return begun(kinds.loaded).u8(carId).done();
}

export function writeCarUpdate(update: WrittenUpdate): Buffer {
  return begun(kinds.carUpdate)
    .u8(update.carId)
    .floats(...update.position, ...update.velocity)
    .u8(update.gear)
    .u16(update.rpm)
    .floats(update.trackPosition)
    .done();
}

export function writeCarInfo(driver: WrittenDriver, isConnected: boolean): Buffer {
  return begun(kinds.carInfo)
    .u8(driver.carId, isConnected ? 1 : 0)
    .wide(driver.car)
    .wide(driver.skin)
    .wide(driver.driver)
    .wide(driver.team)
    .wide(driver.guid)
    .done();
}

export function writeLap(
  carId: number,
  lapMs: number,
  cuts: number,
  standings: readonly ServerStanding[],
): Buffer {
  const writer = begun(kinds.lap).u8(carId).u32(lapMs).u8(cuts, standings.length);
  for (const { carId: id, timeMs, laps, hasFinished } of standings) {
    writer.u8(id).u32(timeMs ?? noServerTimeMs);
    writer.u16(laps).u8(hasFinished ? 1 : 0);
  }
  return writer.floats(0.97).done();
}

/** @param otherId null: with a wall */
export function writeCollision(
  carId: number,
  otherId: number | null,
  impactKmh: number,
  position: readonly [number, number, number],
): Buffer {
  const kind = otherId === null ? clientEventKinds.environment : clientEventKinds.car;
  return begun(kinds.clientEvent)
    .u8(kind, carId, ...(otherId === null ? [] : [otherId]))
    .floats(impactKmh, ...position, 0, 0.4, 2.1)
    .done();
}

export function writeChat(carId: number, text: string): Buffer {
  return begun(kinds.chat).u8(carId).wide(text).done();
}

export function writeSessionEnded(resultFile: string): Buffer {
  return begun(kinds.sessionEnded).wide(resultFile).done();
}
