/** The compact form equals the JSON form within a step, and its decoder throws nothing but its own error. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodecError } from '../../protocol/byte-stream.ts';
import { type Channel, channelNames, channels } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { decodeFrames, encodeFrames, formOf, framesKinds } from '../../protocol/frame-codec.ts';
import { limits } from '../../protocol/limits.ts';

function oneOf(c: Channel): fc.Arbitrary<unknown> {
  if (c.type === 'boolean') return fc.boolean();
  if (c.type === 'integer') return fc.integer({ min: c.min, max: c.max });
  return fc.double({ min: c.min, max: c.max, noNaN: true });
}

function anyValue(c: Channel): fc.Arbitrary<unknown> {
  const value =
    c.size === 1 ? oneOf(c) : fc.array(oneOf(c), { minLength: c.size, maxLength: c.size });
  return c.nullable ? fc.option(value, { nil: null }) : value;
}

const anyFrame = fc.record(Object.fromEntries(channels.map((c) => [c.name, anyValue(c)])), {
  requiredKeys: [],
}) as fc.Arbitrary<Partial<Frame>>;

/** Any subset of the channels. */
const anyForm = fc.subarray([...channelNames]).map(formOf);

/** The value as the contract promises it after the wire: rounded to the channel's step. */
function near(c: Channel, got: unknown, sent: unknown): boolean {
  if (c.size > 1) {
    return (sent as unknown[]).every((one, i) =>
      near({ ...c, size: 1 }, (got as unknown[])[i], one),
    );
  }
  if (typeof sent !== 'number') return got === sent;
  const slack = c.step / 2 + Math.abs(sent) * 1e-12 + 1e-9;
  return typeof got === 'number' && Math.abs(got - sent) <= slack;
}

describe('the compact form', () => {
  test('gives back every frame within a step of each channel, and what was known before', () => {
    fc.assert(
      fc.property(
        anyForm,
        fc.integer({ min: 1, max: 100_000 }),
        fc.array(anyFrame, { maxLength: 8 }),
        (form, lap, frames) => {
          const decoded = decodeFrames(form, encodeFrames(form, lap, frames));
          expect(decoded.lap).toBe(lap);
          expect(decoded.frames).toHaveLength(frames.length);
          const known: Record<string, unknown> = {};
          frames.forEach((frame, n) => {
            for (const c of form.channels) {
              const sent = frame[c.name as keyof Frame];
              if (sent !== undefined) known[c.name] = sent;
              const got = decoded.frames[n]![c.name as keyof Frame];
              if (known[c.name] === undefined) expect(got).toBeUndefined();
              else expect([c.name, near(c, got, known[c.name])]).toEqual([c.name, true]);
            }
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of what was decoded is the same bytes again', () => {
    fc.assert(
      fc.property(anyForm, fc.array(anyFrame, { maxLength: 6 }), (form, frames) => {
        const bytes = encodeFrames(form, 1, frames);
        const again = encodeFrames(form, 1, decodeFrames(form, bytes).frames);
        expect(Buffer.from(again).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  test('does not take back bytes that it gave out', () => {
    const form = formOf(['rpms']);
    const first = encodeFrames(form, 1, [{ packetId: 1, rpms: 1000 }]);
    const copy = Buffer.from(first);
    encodeFrames(
      form,
      2,
      Array.from({ length: 900 }, (_, i) => ({ packetId: i, rpms: -i })),
    );
    expect(Buffer.from(first).equals(copy)).toBe(true);
  });

  test('throws nothing but its own error, whatever the bytes are', () => {
    fc.assert(
      fc.property(anyForm, fc.uint8Array({ maxLength: 200 }), (form, bytes) => {
        expectOwnError(() => decodeFrames(form, bytes));
        for (const kind of framesKinds) {
          expectOwnError(() => decodeFrames(form, Uint8Array.of(kind, 1, ...bytes)));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('throws nothing but its own error for messages that were damaged on the way', () => {
    fc.assert(
      fc.property(
        anyForm,
        fc.array(anyFrame, { minLength: 1, maxLength: 6 }),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }),
        (form, frames, damages) => {
          const bytes = encodeFrames(form, 7, frames);
          for (const [at, value] of damages) bytes[at % bytes.length] = value;
          expectOwnError(() => {
            const { frames: read } = decodeFrames(form, bytes);
            expect(read.length).toBeLessThanOrEqual(limits.batchFramesMax);
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  test('leaves a channel out of the frames before the first that has it', () => {
    const form = formOf(['rpms', 'flag', 'tyreCoreC']);
    const frames: Partial<Frame>[] = [
      { packetId: 1, t: 0, rpms: 900 },
      { packetId: 6, t: 16, rpms: 901, flag: 2, tyreCoreC: [80, 81, 82, 83] },
      { packetId: 12, t: 33, rpms: 902 },
    ];
    const decoded = decodeFrames(form, encodeFrames(form, 1, frames)).frames;
    expect(decoded).toEqual([
      frames[0],
      frames[1],
      { ...frames[2], flag: 2, tyreCoreC: [80, 81, 82, 83] },
    ]);
  });

  test('notices a message that is cut off or goes on', () => {
    fc.assert(
      fc.property(
        anyForm,
        fc.array(anyFrame, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        (form, frames, at) => {
          const bytes = encodeFrames(form, 7, frames);
          const cut = bytes.slice(0, at % bytes.length);
          expect(() => decodeFrames(form, cut)).toThrow(CodecError);
          expect(() => decodeFrames(form, Uint8Array.of(...bytes, 0))).toThrow(CodecError);
        },
      ),
    );
  });

  test('says how many frames and which channels only where that is not plain', () => {
    const form = formOf(['rpms']);
    const whole = { packetId: 1, t: 2, rpms: 3 };
    const part = { packetId: 1, rpms: 3 };
    const hex = (frames: Partial<Frame>[]): string =>
      Buffer.from(encodeFrames(form, 5, frames)).toString('hex');
    // Kind, lap, then what is told of count and mask; the channels behind.
    expect(hex([whole])).toBe(`0705${'02'}${'06'}${'28'}`);
    expect(hex([part])).toBe(`0305${'03'}${'02'}${'06'}`);
    expect(hex([whole, whole])).toMatch(/^06050202/);
    expect(hex([part, part])).toMatch(/^02050203/);
    expect(hex([])).toBe('02050000');
  });

  test('reads a message that says more than it has to', () => {
    const form = formOf(['rpms']);
    const frame = { packetId: 1, rpms: 3, t: 2 };
    const bytes = Uint8Array.of(framesKinds[0]!, 5, 1, 0b111, 0x02, 0x06, 0x28);
    expect(decodeFrames(form, bytes)).toEqual({ lap: 5, frames: [frame] });
  });

  test('of more frames than a batch may have is refused before they are read', () => {
    const many = Uint8Array.of(framesKinds[0]!, 1, ...[0x80 | (1001 & 127), 1001 >> 7]);
    expect(1001).toBeGreaterThan(limits.batchFramesMax);
    expect(() => decodeFrames(formOf([]), many)).toThrow('too many frames');
  });

  test('takes a small part of the bytes of JSON for a drive', () => {
    const frames = Array.from({ length: 1_200 }, (_, i) => drive(i));
    const form = formOf(['gas', 'brake', 'fuel', 'gear', 'rpms', 'steerAngle', 'speedKmh']);
    const share = (count: number) => {
      let json = 0;
      let compact = 0;
      for (let at = 0; at + count <= frames.length; at += count) {
        const batch = frames.slice(at, at + count);
        json += JSON.stringify({ sessionID: 'RACE-SPA-2026', lap: 5, data: batch }).length;
        compact += encodeFrames(form, 5, batch).length;
      }
      return compact / json;
    };
    expect(share(20)).toBeLessThan(0.06);
    expect(share(1)).toBeLessThan(0.13);
  });
});

function expectOwnError(act: () => void): void {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(CodecError);
  }
}

/** A car that goes through its gears, 60 frames a second. */
function drive(i: number): Frame {
  const s = i / 60;
  const phase = (s % 4) / 4;
  const float = (value: number) => Math.fround(value);
  return {
    packetId: 10_000 + Math.round(s * 333.33),
    gas: float(Math.min(1, Math.max(0, Math.sin(s * 0.9) * 1.4))),
    brake: float(Math.min(1, Math.max(0, -Math.sin(s * 0.9) * 1.2))),
    fuel: float(30 - s * 0.03),
    gear: 2 + (Math.floor(s / 4) % 4),
    rpms: Math.round(4_500 + phase * 3_500),
    steerAngle: float(Math.sin(s * 0.7) * 0.3),
    speedKmh: float(120 + Math.sin(s * 0.4) * 60),
    t: Math.round(s * 10_000) / 10,
  };
}
