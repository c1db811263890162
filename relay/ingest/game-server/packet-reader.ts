/**
 * Reads the messages of Assetto Corsa's dedicated server (UDP plugin protocol, version 4). `protocol/server-packets.ts` has
 * their numbers. One datagram is one message. Whatever is not exactly one message is refused, so garbage changes nothing.
 *
 * Strings are either one byte of length and so many bytes of UTF-8 (`short` below), or one byte of length and so many UTF-32
 * characters (`wide`). The game's own server writes the weather as a short string and AssettoServer as a wide one; only the
 * length of the datagram tells which. Skins differ in the same way. Pure.
 */
import type { Vector } from '../../../protocol/frame.ts';
import {
  clientEventKinds,
  serverPacketKinds as kinds,
  noServerTimeMs,
  type ServerSession,
  type ServerStanding,
} from '../../../protocol/server-packets.ts';

interface ServerDriver {
  readonly carId: number;
  readonly driver: string;
  readonly guid: string;
  readonly car: string;
  readonly skin: string;
}

export type ServerPacket =
  | { readonly type: 'version'; readonly version: number }
  | {
      /** `isNew`: it begins now. Else the answer to a question. */
      readonly type: 'session';
      readonly isNew: boolean;
      readonly version: number;
      readonly session: ServerSession;
    }
  | ({ readonly type: 'connected' } & ServerDriver)
  | ({ readonly type: 'disconnected' } & ServerDriver)
  | { readonly type: 'loaded'; readonly carId: number }
  | {
      readonly type: 'car-update';
      readonly carId: number;
      /** m */
      readonly position: Vector;
      /** m/s */
      readonly velocity: Vector;
      /** 0 reverse, 1 neutral, 2 first. */
      readonly gear: number;
      readonly rpm: number;
      /** 0…1 of the lap. */
      readonly trackPosition: number;
    }
  | ({
      readonly type: 'car-info';
      readonly isConnected: boolean;
      readonly team: string;
    } & ServerDriver)
  | {
      readonly type: 'lap';
      readonly carId: number;
      readonly lapMs: number;
      readonly cuts: number;
      readonly standings: readonly ServerStanding[];
      /** 0…1 */
      readonly grip: number;
    }
  | {
      readonly type: 'collision';
      readonly carId: number;
      /** null: with something that is not a car. */
      readonly otherId: number | null;
      readonly impactKmh: number;
      readonly position: Vector;
    }
  | { readonly type: 'jump-start'; readonly carId: number }
  | { readonly type: 'session-ended'; readonly resultFile: string }
  | { readonly type: 'chat'; readonly carId: number; readonly text: string }
  | { readonly type: 'error'; readonly text: string };

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin = new TextDecoder('windows-1252');

class PacketError extends Error {}

class PacketReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  #take(count: number): number {
    if (count > this.left) throw new PacketError('The message is too short.');
    const at = this.#at;
    this.#at += count;
    return at;
  }

  u8(): number {
    return this.#bytes[this.#take(1)]!;
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  float(): number {
    const value = this.#view.getFloat32(this.#take(4), true);
    if (!Number.isFinite(value)) throw new PacketError('A number is not finite.');
    return value;
  }

  vector(): Vector {
    return [this.float(), this.float(), this.float()];
  }

  /** Servers on old Windows versions write the names of files in the system's code page. */
  short(): string {
    const count = this.u8();
    const at = this.#take(count);
    const bytes = this.#bytes.subarray(at, at + count);
    try {
      return utf8.decode(bytes);
    } catch {
      return latin.decode(bytes);
    }
  }

  wide(): string {
    const count = this.u8();
    const at = this.#take(4 * count);
    let text = '';
    for (let i = 0; i < count; i++) {
      const point = this.#view.getUint32(at + 4 * i, true);
      const isCharacter = point <= 0x10_ffff && !(point >= 0xd800 && point <= 0xdfff);
      text += isCharacter ? String.fromCodePoint(point) : '\ufffd';
    }
    return text;
  }

  /** A string of either form, with so many bytes after it, to the end of the message. */
  eitherBefore(after: number): string {
    const count = this.#bytes[this.#at];
    if (count === undefined) throw new PacketError('The message is too short.');
    const bytes = this.left - after - 1;
    if (bytes === count) return this.short();
    if (bytes === 4 * count) return this.wide();
    throw new PacketError('The message has another length than its last text.');
  }

  end(): void {
    if (this.left > 0) throw new PacketError('The message is too long.');
  }
}

function readSession(reader: PacketReader, isNew: boolean): ServerPacket {
  const version = reader.u8();
  const session: ServerSession = {
    index: reader.u8(),
    currentIndex: reader.u8(),
    count: reader.u8(),
    server: reader.wide(),
    track: reader.short(),
    trackConfiguration: reader.short(),
    name: reader.short(),
    kind: reader.u8(),
    minutes: reader.u16(),
    laps: reader.u16(),
    waitS: reader.u16(),
    ambientC: reader.u8(),
    roadC: reader.u8(),
    weather: reader.eitherBefore(4),
    elapsedMs: reader.i32(),
  };
  return { type: 'session', isNew, version, session };
}

function readDriver(reader: PacketReader, type: 'connected' | 'disconnected'): ServerPacket {
  return {
    type,
    driver: reader.wide(),
    guid: reader.wide(),
    carId: reader.u8(),
    car: reader.short(),
    skin: reader.eitherBefore(0),
  };
}

function readCarUpdate(reader: PacketReader): ServerPacket {
  return {
    type: 'car-update',
    carId: reader.u8(),
    position: reader.vector(),
    velocity: reader.vector(),
    gear: reader.u8(),
    rpm: reader.u16(),
    trackPosition: Math.min(Math.max(reader.float(), 0), 1),
  };
}

function readCarInfo(reader: PacketReader): ServerPacket {
  return {
    type: 'car-info',
    carId: reader.u8(),
    isConnected: reader.u8() !== 0,
    car: reader.wide(),
    skin: reader.wide(),
    driver: reader.wide(),
    team: reader.wide(),
    guid: reader.wide(),
  };
}

function readLap(reader: PacketReader): ServerPacket {
  const carId = reader.u8();
  const lapMs = reader.u32();
  const cuts = reader.u8();
  const standings: ServerStanding[] = [];
  for (let left = reader.u8(); left > 0; left--) {
    const id = reader.u8();
    const timeMs = reader.u32();
    standings.push({
      carId: id,
      timeMs: timeMs === 0 || timeMs >= noServerTimeMs ? null : timeMs,
      laps: reader.u16(),
      hasFinished: reader.u8() !== 0,
    });
  }
  return { type: 'lap', carId, lapMs, cuts, standings, grip: reader.float() };
}

function readClientEvent(reader: PacketReader): ServerPacket {
  const kind = reader.u8();
  const carId = reader.u8();
  if (kind === clientEventKinds.jumpStart) return { type: 'jump-start', carId };
  if (kind !== clientEventKinds.car && kind !== clientEventKinds.environment) {
    throw new PacketError('The event is not known.');
  }
  const otherId = kind === clientEventKinds.car ? reader.u8() : null;
  const impactKmh = reader.float();
  const position = reader.vector();
  // The same place seen from the car.
  reader.vector();
  return { type: 'collision', carId, otherId, impactKmh, position };
}

function readBody(reader: PacketReader): ServerPacket {
  const kind = reader.u8();
  switch (kind) {
    case kinds.version:
      return { type: 'version', version: reader.u8() };
    case kinds.newSession:
    case kinds.sessionInfo:
      return readSession(reader, kind === kinds.newSession);
    case kinds.connected:
      return readDriver(reader, 'connected');
    case kinds.disconnected:
      return readDriver(reader, 'disconnected');
    case kinds.loaded:
      return { type: 'loaded', carId: reader.u8() };
    case kinds.carUpdate:
      return readCarUpdate(reader);
    case kinds.carInfo:
      return readCarInfo(reader);
    case kinds.lap:
      return readLap(reader);
    case kinds.clientEvent:
      return readClientEvent(reader);
    case kinds.sessionEnded:
      return { type: 'session-ended', resultFile: reader.wide() };
    case kinds.chat:
      return { type: 'chat', carId: reader.u8(), text: reader.wide() };
    case kinds.error:
      return { type: 'error', text: reader.wide() };
    default:
      throw new PacketError('The kind of message is not known.');
  }
}

/** @returns null: it is not a message of the protocol */
export function readServerPacket(bytes: Uint8Array): ServerPacket | null {
  try {
    const reader = new PacketReader(bytes);
    const packet = readBody(reader);
    // Nothing says what follows in AssettoServer's message about a jump start.
    if (packet.type !== 'jump-start') reader.end();
    return packet;
  } catch (error) {
    if (error instanceof PacketError) return null;
    throw error;
  }
}
