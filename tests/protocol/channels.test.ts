/** The list of channels is part of the wire format, so a change needs a new protocol version. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { channelByName, channelNames, channels } from '../../protocol/channels.ts';
import { formOf } from '../../protocol/frame-codec.ts';
import { protocolVersion } from '../../protocol/messages.ts';

/** Hashes of the values that decide the bytes of the compact form, by version. Ranges are not among them. */
const hashes: Record<number, string> = {
  1: '4dc56987bab44808',
};

describe('channels', () => {
  test('are those of this version of the protocol', () => {
    const wire = channels.map(({ name, size, type, step, nullable, required }) =>
      [name, size, type, step, nullable, required].join(' '),
    );
    const hash = createHash('sha256').update(wire.join('\n')).digest('hex').slice(0, 16);
    // Differs? Then raise protocolVersion and add the new hash: old pages could not read new frames.
    expect({ [protocolVersion]: hash }).toEqual({ [protocolVersion]: hashes[protocolVersion] });
  });

  test('have names of their own, ranges that hold their steps, and whole steps to a unit', () => {
    expect(new Set(channelNames).size).toBe(channels.length);
    for (const c of channels) {
      expect(channelByName.get(c.name)).toBe(c);
      expect(c.min).toBeLessThan(c.max);
      expect(Math.abs(1 / c.step - Math.round(1 / c.step))).toBeLessThan(1e-9);
      if (c.type === 'integer') expect(c.step).toBe(1);
      // The largest difference must be exact in a double.
      expect((c.max - c.min) / c.step).toBeLessThan(2 ** 48);
    }
  });

  test('hold a year of driving, laps of a day and more, and laps that are counted from 0', () => {
    const rangeOf = (name: string) => [channelByName.get(name)!.min, channelByName.get(name)!.max];
    const dayMs = 24 * 60 * 60 * 1000;
    expect(rangeOf('t')[1]).toBeGreaterThan(365 * dayMs);
    for (const name of ['currentLapTime', 'lastLapTime', 'bestLapTime', 'lastSectorTime']) {
      expect(rangeOf(name)[1]).toBeGreaterThan(2 * dayMs);
    }
    expect(rangeOf('lap')[0]).toBe(0);
  });

  test('that are required are the eight of the contract', () => {
    expect(channels.filter((c) => c.required).map((c) => c.name)).toEqual([
      'packetId',
      'gas',
      'brake',
      'fuel',
      'gear',
      'rpms',
      'steerAngle',
      'speedKmh',
    ]);
  });

  test('make forms in the order of the list, whatever the order of asking', () => {
    const form = formOf(['rpms', 'gas', 'rpms', 'nothing']);
    expect(form.channels.map((c) => c.name)).toEqual(['packetId', 'gas', 'rpms', 't']);
    expect(formOf(['gas', 'rpms']).key).toBe(form.key);
    expect(formOf(channelNames).lanes).toBe(channels.reduce((sum, c) => sum + c.size, 0));
  });
});
