/**
 * Reads MoTeC log files, written from the public description of the format and not from our writer: offsets as
 * gotzl/ldparser describes them. For tests.
 */

export interface LdChannel {
  name: string;
  short: string;
  unit: string;
  hz: number;
  values: number[];
}

export interface LdFile {
  driver: string;
  vehicle: string;
  venue: string;
  date: string;
  time: string;
  comment: string;
  event: { name: string; session: string; comment: string };
  venueBlock: string;
  vehicleBlock: string;
  channelCount: number;
  channels: LdChannel[];
}

export function readLd(file: Buffer): LdFile {
  const u16 = (at: number) => file.readUInt16LE(at);
  const u32 = (at: number) => file.readUInt32LE(at);
  const words = (at: number, bytes: number) => {
    const raw = file.subarray(at, at + bytes);
    const end = raw.indexOf(0);
    if (end < 0) throw new Error(`The text at ${at} has no end.`);
    if (raw.subarray(end).some((byte) => byte !== 0)) throw new Error(`Rubbish after ${at}.`);
    return raw.subarray(0, end).toString('ascii');
  };
  if (u32(0) !== 0x40) throw new Error('This is no .ld file.');
  if (u32(0x5de) !== 0xc81a4) throw new Error('Only i2 Pro would open this file.');
  if (words(0x4a, 8) !== 'ADL') throw new Error('The device is not one that i2 knows.');
  const eventAt = u32(0x24);
  const venueAt = u16(eventAt + 64 + 64 + 1024);
  const vehicleAt = u16(venueAt + 64 + 1034);
  const channels: LdChannel[] = [];
  let before = 0;
  for (let at = u32(0x08); at !== 0; at = u32(at + 4)) {
    if (u32(at) !== before) throw new Error('The list of channels is broken.');
    before = at;
    channels.push(readChannel(file, at, words));
  }
  const firstData = channels.length > 0 ? u32(u32(0x08) + 8) : 0;
  if (u32(0x0c) !== firstData) throw new Error('The data does not begin where the header says.');
  return {
    driver: words(0x9e, 64),
    vehicle: words(0xde, 64),
    venue: words(0x15e, 64),
    date: words(0x5e, 16),
    time: words(0x7e, 16),
    comment: words(0x624, 64),
    event: {
      name: words(eventAt, 64),
      session: words(eventAt + 64, 64),
      comment: words(eventAt + 128, 1024),
    },
    venueBlock: words(venueAt, 64),
    vehicleBlock: words(vehicleAt, 64),
    channelCount: u32(0x56),
    channels,
  };
}

function readChannel(
  file: Buffer,
  at: number,
  words: (at: number, bytes: number) => string,
): LdChannel {
  const dataAt = file.readUInt32LE(at + 0x08);
  const count = file.readUInt32LE(at + 0x0c);
  const kind = file.readUInt16LE(at + 0x12);
  const bytes = file.readUInt16LE(at + 0x14);
  const shift = file.readInt16LE(at + 0x18);
  const factor = file.readInt16LE(at + 0x1a);
  const scale = file.readInt16LE(at + 0x1c);
  const decimals = file.readInt16LE(at + 0x1e);
  const read = (i: number): number => {
    const place = dataAt + i * bytes;
    if (kind === 0x07 && bytes === 4) return file.readFloatLE(place);
    if (bytes === 2) return file.readInt16LE(place);
    if (bytes === 4) return file.readInt32LE(place);
    throw new Error(`Unknown type of data ${kind}/${bytes}.`);
  };
  return {
    name: words(at + 0x20, 32),
    short: words(at + 0x40, 8),
    unit: words(at + 0x48, 12),
    hz: file.readUInt16LE(at + 0x16),
    values: Array.from(
      { length: count },
      (_, i) => ((read(i) / scale) * 10 ** -decimals + shift) * factor,
    ),
  };
}

export interface LdxFile {
  /** Where lines are marked, s from the first sample. */
  markersS: number[];
  details: Record<string, string>;
}

/** Reads the XML beside an `.ld`: any elements and attributes, as long as they are well-formed. */
export function readLdx(text: string): LdxFile {
  const [declaration, ...lines] = text.split('\n');
  if (declaration !== '<?xml version="1.0"?>') throw new Error('This is no XML.');
  const xml = lines.join('\n');
  const markersS: number[] = [];
  const details: Record<string, string> = {};
  const open: string[] = [];
  const tag = /<(\/?)(\w+)((?:\s+\w+="[^"<&]*")*)\s*(\/?)>|([^<\s][^<]*)/g;
  let rest = xml;
  for (const [whole, closing, name, attributes, empty, words] of xml.matchAll(tag)) {
    rest = rest.replace(whole, '');
    if (words !== undefined) throw new Error(`Text among the elements: ${words}`);
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`${name} is closed and was not open.`);
      continue;
    }
    const values = Object.fromEntries(
      [...attributes!.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]),
    );
    if (name === 'Marker' && values.ClassName === 'BCN') {
      if (open.at(-1) !== 'MarkerGroup') throw new Error('A marker is outside its group.');
      markersS.push(Number(values.Time) / 1e6);
    }
    if (name === 'String' && open.at(-1) === 'Details') details[values.Id!] = values.Value!;
    if (empty !== '/') open.push(name!);
  }
  if (open.length > 0 || rest.trim() !== '') throw new Error('The file is broken.');
  return { markersS, details };
}
