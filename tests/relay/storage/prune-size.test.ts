/** A database that may not grow past a size. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import type { Writer } from '../../../relay/storage/writer.ts';
import { frames } from './frames.ts';
import { eachWithRig, type WriterRig } from './writer-rig.ts';

const { storeWaitMs } = limits;

let rig: WriterRig;
eachWithRig((fresh) => {
  rig = fresh;
});

describe('a limit of the size', () => {
  test('lets the oldest sessions go, never the one that is driven', async () => {
    const drive = async (writer: Writer, run: number) => {
      writer.record({ sessionID: `S${run}`, run: 'r', lap: 1, frames: frames(1, 500) });
      await rig.clock.turn(limits.pruneIdleMs);
      return rig.store.sizeBytes();
    };
    await drive(rig.writer, 1);
    const two = await drive(rig.writer, 2);
    const three = await drive(rig.writer, 3);
    // Room for three sessions and a half.
    const sizeMaxBytes = three + (three - two) / 2;
    const limited = rig.newWriter({ sizeMaxBytes });
    await limited.start();
    for (let run = 4; run <= 6; run++) await drive(limited, run);
    limited.record({ sessionID: 'S6', run: 'r', lap: 1, frames: frames(9_000, 10) });
    await rig.clock.turn(storeWaitMs);
    const { sessions } = await rig.store.sessions(10, null);
    expect(sessions.map(({ sessionID }) => sessionID)).toEqual(['S6', 'S5', 'S4']);
    expect(await rig.store.sizeBytes()).toBeLessThanOrEqual(sizeMaxBytes);
    expect(
      rig.log.sentences.filter((line) => line.includes('oldest sessions were deleted')).length,
    ).toBeGreaterThan(0);
    await limited.close();
  });
});
