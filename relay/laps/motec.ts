/**
 * The MoTeC files of a lap: the header and channel list of the log (`.ld`), and the list of laps beside it (`.ldx`).
 * `export-job.ts` puts them together with the samples.
 *
 * The `.ld` format is not published. This layout follows what others found out about it (gotzl/ldparser and the writers
 * built on that): a header, an event → venue → vehicle chain, a linked list of channel descriptions, and the samples of
 * each channel at one even rate. Little endian. Pure.
 */
import type { StoredLap } from '../../protocol/relay-answers.ts';
import { cleanTrack } from '../../protocol/track-key.ts';
import { lapTimeText, twoDigits } from '../../protocol/units.ts';
import type { StoredSession } from '../storage/store.ts';
import type { MotecChannel } from './motec-channels.ts';

export interface MotecHeader {
  driver: string;
  vehicle: string;
  venue: string;
  event: string;
  session: string;
  comment: string;
  /** When the first frame was driven; written in the local time of this machine. */
  startedAt: Date;
}

/** By the game's number of a session type. */
const sessionTypes = [
  'Practice',
  'Qualify',
  'Race',
  'Hotlap',
  'Time Attack',
  'Drift',
  'Drag',
] as const;

/** The header of a stored lap. */
export function motecHeader(
  { sessionID, facts: info }: StoredSession,
  { lap, lapMs }: StoredLap,
): Omit<MotecHeader, 'startedAt'> {
  const { trackConfiguration } = info;
  const track = cleanTrack(info.track ?? '');
  return {
    driver: info.driverName ?? '',
    vehicle: info.car ?? '',
    venue: trackConfiguration ? `${track} ${trackConfiguration}` : track,
    event: sessionID,
    session: sessionTypes[info.sessionType ?? -1] ?? '',
    comment: lapMs === null ? `Lap ${lap}` : `Lap ${lap}  ${lapTimeText(lapMs)}`,
  };
}

/** Size of each part and offset of the next ones, bytes. */
const headerBytes = 1762;
const eventBytes = 1154;
const venueBytes = 1100;
const vehicleBytes = 260;
const eventAt = headerBytes;
const venueAt = eventAt + eventBytes;
const vehicleAt = venueAt + venueBytes;
const channelsAt = vehicleAt + vehicleBytes;
const channelBytes = 124;

/** Offsets in the header, with the fixed numbers that i2 expects there. */
const header = {
  marker: { at: 0, value: 0x40 },
  channels: 8,
  data: 12,
  event: 36,
  fixed: [
    { at: 64, value: 1 },
    { at: 66, value: 0x4240 },
    { at: 68, value: 0xf },
    { at: 84, value: 0xadb0 },
  ],
  deviceSerial: { at: 70, value: 0x1f44 },
  deviceType: { at: 74, text: 'ADL' },
  deviceVersion: { at: 82, value: 420 },
  channelCount: 86,
  date: 94,
  time: 126,
  driver: 158,
  vehicle: 222,
  venue: 350,
  /** Without this number only the Pro version of i2 opens the file. */
  proLogging: { at: 1502, value: 0xc81a4 },
  comment: 1572,
} as const;

/** Floating point in four bytes. */
const floatType = { kind: 7, bytes: 4 } as const;
/** The first channel number in files of MoTeC's own devices. */
const firstChannelId = 0x2ee1;

/** A channel with its rate and number of samples. */
interface LaidOut {
  readonly channel: MotecChannel;
  readonly hz: number;
  readonly count: number;
}

/** Everything before the samples. The samples follow channel by channel, in this order, as 32-bit floats. */
export function motecHead(channels: readonly LaidOut[], lap: MotecHeader): Buffer {
  const dataAt = channelsAt + channels.length * channelBytes;
  const head = Buffer.alloc(dataAt);
  writeHeader(head, lap, channels.length, dataAt);
  writeChain(head, lap);
  let at = dataAt;
  for (const [i, one] of channels.entries()) {
    writeChannel(head, i, channels.length, one, at);
    at += one.count * floatType.bytes;
  }
  return head;
}

function writeHeader(file: Buffer, lap: MotecHeader, count: number, dataAt: number): void {
  file.writeUInt32LE(header.marker.value, header.marker.at);
  file.writeUInt32LE(channelsAt, header.channels);
  file.writeUInt32LE(dataAt, header.data);
  file.writeUInt32LE(eventAt, header.event);
  for (const { at, value } of header.fixed) file.writeUInt16LE(value, at);
  file.writeUInt32LE(header.deviceSerial.value, header.deviceSerial.at);
  text(file, header.deviceType.text, header.deviceType.at, 8);
  file.writeUInt16LE(header.deviceVersion.value, header.deviceVersion.at);
  file.writeUInt32LE(count, header.channelCount);
  const { startedAt } = lap;
  const date = [
    twoDigits(startedAt.getDate()),
    twoDigits(startedAt.getMonth() + 1),
    startedAt.getFullYear(),
  ];
  const time = [startedAt.getHours(), startedAt.getMinutes(), startedAt.getSeconds()].map(
    twoDigits,
  );
  text(file, date.join('/'), header.date, 16);
  text(file, time.join(':'), header.time, 16);
  text(file, lap.driver, header.driver, 64);
  text(file, lap.vehicle, header.vehicle, 64);
  text(file, lap.venue, header.venue, 64);
  file.writeUInt32LE(header.proLogging.value, header.proLogging.at);
  text(file, lap.comment, header.comment, 64);
}

function writeChain(file: Buffer, lap: MotecHeader): void {
  text(file, lap.event, eventAt, 64);
  text(file, lap.session, eventAt + 64, 64);
  text(file, lap.comment, eventAt + 128, 1024);
  file.writeUInt16LE(venueAt, eventAt + 1152);
  text(file, lap.venue, venueAt, 64);
  file.writeUInt16LE(vehicleAt, venueAt + 1098);
  text(file, lap.vehicle, vehicleAt, 64);
}

function writeChannel(
  file: Buffer,
  index: number,
  count: number,
  { channel, hz, count: samples }: LaidOut,
  dataAt: number,
): void {
  const at = channelsAt + index * channelBytes;
  file.writeUInt32LE(index === 0 ? 0 : at - channelBytes, at);
  file.writeUInt32LE(index === count - 1 ? 0 : at + channelBytes, at + 4);
  file.writeUInt32LE(dataAt, at + 8);
  file.writeUInt32LE(samples, at + 12);
  file.writeUInt16LE(firstChannelId + index, at + 16);
  file.writeUInt16LE(floatType.kind, at + 18);
  file.writeUInt16LE(floatType.bytes, at + 20);
  file.writeUInt16LE(hz, at + 22);
  // value = (stored / scale · 10^-decimals + shift) · factor; floats need no conversion.
  file.writeInt16LE(0, at + 24);
  file.writeInt16LE(1, at + 26);
  file.writeInt16LE(1, at + 28);
  file.writeInt16LE(0, at + 30);
  text(file, channel.name, at + 32, 32);
  text(file, channel.short, at + 64, 8);
  text(file, channel.unit, at + 72, 12);
}

/** Readers expect ASCII that ends with a zero, so longer text is cut. */
function text(file: Buffer, value: string, at: number, bytes: number): void {
  const plain = value
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, '?');
  file.write(plain.slice(0, bytes - 1), at, 'latin1');
}

/**
 * The `.ldx` file that lies beside an `.ld`: where laps begin and end, for i2's list of laps.
 * @param lineMs times at which the line was crossed, from the first sample of the `.ld`
 */
export function motecLaps(lapMs: number, lineMs: readonly number[]): string {
  const minutes = Math.floor(lapMs / 60_000);
  const seconds = ((lapMs % 60_000) / 1000).toFixed(3).padStart(6, '0');
  const marker = (name: number, atMs: number) =>
    `        <Marker Version="100" ClassName="BCN" Name="Manual.${name}" Flags="77" Time="${Math.round(atMs * 1000)}"/>`;
  return [
    '<?xml version="1.0"?>',
    '<LDXFile Locale="English_United Kingdom.1252" DefaultLocale="C" Version="1.6">',
    '  <Layers>',
    '    <Layer>',
    '      <MarkerBlock>',
    '        <MarkerGroup Name="Beacons" Index="3">',
    ...lineMs.map((ms, i) => marker(i + 1, ms)),
    '        </MarkerGroup>',
    '      </MarkerBlock>',
    '      <RangeBlock/>',
    '    </Layer>',
    '    <Details>',
    '      <String Id="Total Laps" Value="1"/>',
    `      <String Id="Fastest Time" Value="${minutes}:${seconds}"/>`,
    '      <String Id="Fastest Lap" Value="1"/>',
    '    </Details>',
    '  </Layers>',
    '</LDXFile>',
    '',
  ].join('\n');
}
