/** Messages of the dedicated server: from bytes written by hand, from those of the made-up server, and from garbage. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as packets from '../../../../agent/demo/server/packet-writer.ts';
import { readServerPacket } from '../../../../relay/ingest/game-server/packet-reader.ts';
import { randomOf } from '../../../support/random.ts';
import { serverRace } from '../../../support/server-race.ts';

const session = { ...serverRace, index: 2, count: 3, waitS: 60, elapsedMs: -5_000 };

const driver = {
  carId: 7,
  driver: 'Łukasz 🏎',
  guid: '76561198000000000',
  car: 'ks_ferrari_488_gt3',
  skin: '12_team',
  team: 'Équipe',
};

test('an update of a car is 33 bytes', () => {
  const bytes = Buffer.from(
    '35' + // 53
      '07' +
      '0000803f' + // 1
      '00000040' + // 2
      '000040c0' + // -3
      '0000c841' + // 25
      '00000000' +
      '000020c1' + // -10
      '04' +
      '401f' + // 8000
      '0000003f', // 0.5
    'hex',
  );
  expect(bytes).toHaveLength(33);
  expect(readServerPacket(bytes)).toEqual({
    type: 'car-update',
    carId: 7,
    position: [1, 2, -3],
    velocity: [25, 0, -10],
    gear: 4,
    rpm: 8000,
    trackPosition: 0.5,
  });
});

test('a lap brings the standings, and 999999999 is not a time', () => {
  const bytes = Buffer.from(
    '49' +
      '03' +
      '90630100' +
      '02' +
      '02' +
      '03906301000500' +
      '01' +
      '04ffc99a3b0000' +
      '00' +
      '0000803f',
    'hex',
  );
  expect(readServerPacket(bytes)).toEqual({
    type: 'lap',
    carId: 3,
    lapMs: 91_024,
    cuts: 2,
    standings: [
      { carId: 3, timeMs: 91_024, laps: 5, hasFinished: true },
      { carId: 4, timeMs: null, laps: 0, hasFinished: false },
    ],
    grip: 1,
  });
});

test.each(['acServer', 'AssettoServer'] as const)(
  'a session is read as %s writes it',
  (dialect) => {
    for (const weather of ['', 'x', '3_clear', 'sol_01_clear_type=15_time=0']) {
      for (const isNew of [true, false]) {
        const { index, ...rest } = { ...session, weather };
        expect(
          readServerPacket(packets.writeSession({ ...session, weather }, isNew, dialect)),
        ).toEqual({
          type: 'session',
          isNew,
          version: 4,
          session: { index, currentIndex: index, ...rest },
        });
      }
    }
  },
);

test('drivers come, load, are described, and leave', () => {
  const { team, ...known } = driver;
  expect(readServerPacket(packets.writeConnection(driver, true))).toEqual({
    type: 'connected',
    ...known,
  });
  expect(readServerPacket(packets.writeConnection(driver, false))).toEqual({
    type: 'disconnected',
    ...known,
  });
  expect(readServerPacket(packets.writeLoaded(7))).toEqual({ type: 'loaded', carId: 7 });
  expect(readServerPacket(packets.writeCarInfo(driver, true))).toEqual({
    type: 'car-info',
    isConnected: true,
    team,
    ...known,
  });
});

test('a skin may be a wide text', () => {
  const bytes = packets.writeConnection({ ...driver, skin: '' }, true);
  const wide = Buffer.from([...bytes.subarray(0, -1), 2, 0x31, 0, 0, 0, 0xe9, 0, 0, 0]);
  expect(readServerPacket(wide)).toMatchObject({ type: 'connected', skin: '1é' });
});

test('collisions name the other car, and the wall has none', () => {
  expect(readServerPacket(packets.writeCollision(4, 9, 31.5, [1, 2, 3]))).toEqual({
    type: 'collision',
    carId: 4,
    otherId: 9,
    impactKmh: 31.5,
    position: [1, 2, 3],
  });
  expect(readServerPacket(packets.writeCollision(4, null, 31.5, [1, 2, 3]))).toMatchObject({
    otherId: null,
  });
});

test('the rest of the messages', () => {
  expect(readServerPacket(packets.writeVersion())).toEqual({ type: 'version', version: 4 });
  expect(readServerPacket(packets.writeChat(255, 'grüß 🙂'))).toEqual({
    type: 'chat',
    carId: 255,
    text: 'grüß 🙂',
  });
  expect(readServerPacket(packets.writeSessionEnded('results/2026.json'))).toEqual({
    type: 'session-ended',
    resultFile: 'results/2026.json',
  });
  expect(readServerPacket(Buffer.from([60, 1, 0x41, 0, 0, 0]))).toEqual({
    type: 'error',
    text: 'A',
  });
  expect(readServerPacket(Buffer.from([130, 12, 5, 1, 2, 3]))).toEqual({
    type: 'jump-start',
    carId: 5,
  });
});

test('a name in the code page of an old Windows is read', () => {
  const bytes = packets.writeConnection({ ...driver, car: 'car', skin: 'Bla' }, true);
  bytes[bytes.length - 1] = 0xe4;
  expect(readServerPacket(bytes)).toMatchObject({ skin: 'Blä' });
});

test('a character that does not exist is replaced', () => {
  expect(readServerPacket(Buffer.from([57, 1, 2, 0, 0xd8, 0, 0, 0xff, 0xff, 0xff, 0xff]))).toEqual({
    type: 'chat',
    carId: 1,
    text: '\ufffd\ufffd',
  });
});

test('what is too short, too long, not finite or not known is refused', () => {
  const lap = packets.writeLap(3, 90_000, 0, [
    { carId: 3, timeMs: 90_000, laps: 1, hasFinished: false },
  ]);
  expect(readServerPacket(new Uint8Array())).toBeNull();
  expect(readServerPacket(Buffer.from([99, 1, 2]))).toBeNull();
  for (let i = 1; i < lap.length; i++) expect(readServerPacket(lap.subarray(0, i))).toBeNull();
  expect(readServerPacket(Buffer.concat([lap, Buffer.from([0])]))).toBeNull();
  const position: [number, number, number] = [Number.NaN, 0, 0];
  const update = { carId: 1, position, velocity: position, gear: 1, rpm: 0, trackPosition: 0 };
  expect(readServerPacket(packets.writeCarUpdate(update))).toBeNull();
});

const text = fc.string({ unit: 'grapheme', maxLength: 20 });

test('whatever is written is read again', () => {
  const float = fc.float({ noNaN: true, noDefaultInfinity: true });
  const place = fc.tuple(float, float, float);
  const id = fc.nat(255);
  const update = fc.record({
    carId: id,
    position: place,
    velocity: place,
    gear: fc.nat(10),
    rpm: fc.nat(65_535),
    trackPosition: fc.float({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(update, (one) => {
      expect(readServerPacket(packets.writeCarUpdate(one))).toEqual({ type: 'car-update', ...one });
    }),
  );
  const described = fc.record({
    carId: id,
    driver: text,
    guid: text,
    car: text,
    skin: text,
    team: text,
  });
  fc.assert(
    fc.property(described, fc.boolean(), (one, isConnected) => {
      expect(readServerPacket(packets.writeCarInfo(one, isConnected))).toEqual({
        type: 'car-info',
        isConnected,
        ...one,
      });
    }),
  );
  const standing = fc.record({
    carId: id,
    timeMs: fc.option(fc.integer({ min: 1, max: 999_999_998 })),
    laps: fc.nat(65_535),
    hasFinished: fc.boolean(),
  });
  fc.assert(
    fc.property(id, fc.nat(), fc.nat(255), fc.array(standing, { maxLength: 60 }), (...words) => {
      const [carId, lapMs, cuts, standings] = words;
      expect(readServerPacket(packets.writeLap(...words))).toMatchObject({
        carId,
        lapMs,
        cuts,
        standings,
      });
    }),
  );
});

test('300 000 packets of garbage do no harm', () => {
  const random = randomOf(4);
  const byte = () => Math.floor(random() * 256);
  const real = [
    packets.writeSession(session, true),
    packets.writeSession(session, false, 'AssettoServer'),
    packets.writeConnection(driver, true),
    packets.writeCarInfo(driver, true),
    packets.writeLap(3, 90_000, 0, [{ carId: 3, timeMs: 90_000, laps: 1, hasFinished: false }]),
    packets.writeCollision(4, 9, 31.5, [1, 2, 3]),
    packets.writeChat(1, 'hello'),
  ];
  let read = 0;
  let notFinite = 0;
  for (let i = 0; i < 300_000; i++) {
    let bytes: Buffer;
    if (i % 3 === 0) {
      bytes = Buffer.from(Array.from({ length: Math.floor(random() * 80) }, byte));
      if (bytes.length > 0)
        bytes[0] = [50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 73, 130][i % 13]!;
    } else {
      bytes = Buffer.from(real[i % real.length]!);
      for (let n = Math.floor(random() * 4); n > 0; n--) {
        bytes[Math.floor(random() * bytes.length)] = byte();
      }
      if (i % 5 === 0) bytes = bytes.subarray(0, Math.floor(random() * bytes.length));
    }
    const packet = readServerPacket(bytes);
    if (packet === null) continue;
    read++;
    const numbers = Object.values(packet)
      .flat()
      .filter((value) => typeof value === 'number');
    if (!numbers.every(Number.isFinite)) notFinite++;
  }
  expect(notFinite).toBe(0);
  expect(read).toBeGreaterThan(1000);
});
