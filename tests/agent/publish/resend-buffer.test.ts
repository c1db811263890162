/** Frames stay in the buffer until they are stored; which ones are sent again, dropped or kept. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResendBuffer } from '../../../agent/publish/resend-buffer.ts';
import type { Session } from '../../../agent/session/session.ts';
import { limits } from '../../../protocol/limits.ts';

function session(run: string): Session {
  return { sessionID: 'monza', run, info: {}, startMs: 0 };
}

class Bench {
  readonly buffer: ResendBuffer;
  readonly session = session('one');
  packetId = 100;

  constructor(framesMax?: number) {
    this.buffer = new ResendBuffer(framesMax);
  }

  add(count: number, state: 'unsent' | 'late' = 'unsent', lap = 1): this {
    for (let i = 0; i < count; i++) {
      this.packetId++;
      this.buffer.add(
        this.buffer.runOf(this.session),
        lap,
        this.packetId,
        `${this.packetId}`,
        state,
      );
    }
    return this;
  }

  /** Packet ids of frames that wait to be sent. */
  waiting(state: 'unsent' | 'late'): number[] {
    return this.buffer.frames
      .filter((frame) => frame.state === state)
      .map((frame) => frame.packetId);
  }

  sendUnsent(): { from: number; count: number } {
    const index = this.buffer.nextUnsent();
    return this.buffer.markSent(index, this.buffer.unsent);
  }

  sendLate(count: number): { from: number; count: number } {
    const index = this.buffer.nextLate();
    return this.buffer.markSent(index, this.buffer.alike(index, count));
  }
}

describe('kept frames', () => {
  it('are forgotten when they were received and are stored', () => {
    const { buffer, ...bench } = new Bench().add(5);
    expect(bench.packetId).toBe(105);
    const range = buffer.markSent(buffer.nextUnsent(), 5);
    buffer.stored('one', 105);
    expect(buffer.size).toBe(5);
    buffer.received(range);
    buffer.stored('one', 103);
    expect(buffer.size).toBe(2);
    buffer.stored('another', 105);
    expect(buffer.size).toBe(2);
    buffer.stored('one', 105);
    expect(buffer.size).toBe(0);
  });

  it('are sent again when the connection ended before the answer', () => {
    const bench = new Bench().add(3);
    bench.sendUnsent();
    bench.add(2);
    bench.buffer.connectionLost(true);
    expect(bench.waiting('late')).toEqual([101, 102, 103, 104, 105]);
    expect(bench.buffer.nextUnsent()).toBe(-1);
    expect(bench.buffer.late).toBe(5);
  });

  it('are not sent again when the same relay has received them, stored or not', () => {
    const bench = new Bench().add(3);
    bench.buffer.received(bench.sendUnsent());
    bench.buffer.connectionLost(true);
    expect(bench.waiting('late')).toEqual([]);
    expect(bench.buffer.size).toBe(3);
  });

  it('are sent again when the relay restarted before it had stored them', () => {
    const bench = new Bench().add(3);
    bench.buffer.received(bench.sendUnsent());
    bench.buffer.connectionLost(false);
    bench.buffer.storedBefore('one', 101);
    expect(bench.waiting('late')).toEqual([102, 103]);
  });

  it('are kept when newer frames that were sent first are stored', () => {
    const bench = new Bench().add(4, 'late').add(2);
    // The relay is back: the two live frames went first and are stored, the late ones are in flight.
    bench.buffer.received(bench.sendUnsent());
    bench.sendLate(4);
    bench.buffer.stored('one', 106);
    expect(bench.buffer.size).toBe(4);
    // It is away again, and another relay has what the first had stored.
    bench.buffer.connectionLost(false);
    bench.buffer.storedBefore('one', 106);
    expect(bench.waiting('late')).toEqual([101, 102, 103, 104]);
  });

  it('are sent at once while they are new and late afterwards, oldest first', () => {
    const bench = new Bench().add(3, 'late').add(2);
    expect(bench.buffer.frames[bench.buffer.nextUnsent()]!.packetId).toBe(104);
    expect(bench.buffer.unsent).toBe(2);
    expect(bench.buffer.frames[bench.buffer.nextLate()]!.packetId).toBe(101);
    expect(bench.buffer.alike(bench.buffer.nextLate(), 100)).toBe(3);
    expect(bench.buffer.alike(bench.buffer.nextLate(), 2)).toBe(2);
  });

  it('become late when more wait than the connection can carry', () => {
    const bench = new Bench().add(50);
    bench.buffer.delayAllBut(20);
    expect(bench.buffer.unsent).toBe(20);
    expect(bench.buffer.late).toBe(30);
    expect(bench.buffer.frames[bench.buffer.nextLate()]!.packetId).toBe(101);
  });

  it('wait at their place when a request failed', () => {
    const bench = new Bench().add(3);
    const range = bench.buffer.markSent(bench.buffer.nextUnsent(), 2);
    bench.add(1);
    bench.buffer.backToUnsent(range);
    expect(bench.waiting('unsent')).toEqual([101, 102, 103, 104]);
    expect(bench.buffer.frames[bench.buffer.nextUnsent()]!.packetId).toBe(101);
  });

  it('are dropped oldest first past the limit, and counted', () => {
    const bench = new Bench(10).add(10, 'late').add(3, 'late');
    expect(bench.waiting('late')).toEqual([104, 105, 106, 107, 108, 109, 110, 111, 112, 113]);
    expect(bench.buffer.dropped).toBe(3);
    expect(bench.buffer.late).toBe(10);
  });

  it('do not count as lost when the relay had received them', () => {
    const bench = new Bench(10).add(10);
    bench.buffer.received(bench.sendUnsent());
    bench.add(4);
    expect(bench.buffer.dropped).toBe(0);
    expect(bench.buffer.forgotten).toBe(4);
  });

  it('end a batch where lap or run change, and where it is closed', () => {
    const bench = new Bench().add(2).add(1, 'unsent', 2);
    bench.buffer.closeBatch();
    bench.buffer.add(bench.buffer.runOf(session('two')), 2, 1, '1', 'unsent');
    expect(bench.buffer.frames.map((frame) => frame.last)).toEqual([false, true, true, false]);
  });

  it('belong to a limited number of runs', () => {
    const buffer = new ResendBuffer();
    for (let i = 0; i < limits.keptRunsMax + 10; i++) {
      buffer.add(buffer.runOf(session(`run ${i}`)), 1, i, `${i}`, 'late');
    }
    expect(buffer.keptRuns.length).toBe(limits.keptRunsMax);
    expect(buffer.dropped).toBe(10);
    expect(buffer.size).toBe(limits.keptRunsMax);
  });
});

describe('whatever happens to connections and relays', () => {
  const events = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant('frame') },
      { weight: 4, arbitrary: fc.constant('new') },
      { weight: 3, arbitrary: fc.constant('late') },
      { weight: 4, arbitrary: fc.constant('answer') },
      { weight: 2, arbitrary: fc.constant('store') },
      { weight: 1, arbitrary: fc.constant('break') },
      { weight: 1, arbitrary: fc.constant('kill') },
    ),
    { maxLength: 250 },
  );

  it('every frame is on disk or still in the buffer', () => {
    fc.assert(
      fc.property(events, (list) => {
        const bench = new Bench(10_000);
        const { buffer } = bench;
        /** On disk; in the relay's memory; on their way. */
        const disk = new Set<number>();
        let memory: number[] = [];
        let flights: { ids: number[]; range: { from: number; count: number } }[] = [];
        const fly = (range: { from: number; count: number }, index: number) => {
          const ids = buffer.frames
            .slice(index, index + range.count)
            .map((frame) => frame.packetId);
          flights.push({ ids, range });
        };
        const highest = (ids: Iterable<number>): number => Math.max(0, ...ids);
        for (const event of list) {
          if (event === 'frame') {
            bench.add(1);
          } else if (event === 'new' && buffer.nextUnsent() !== -1) {
            const index = buffer.nextUnsent();
            fly(bench.sendUnsent(), index);
          } else if (event === 'late' && buffer.nextLate() !== -1) {
            const index = buffer.nextLate();
            fly(bench.sendLate(3), index);
          } else if (event === 'answer') {
            const flight = flights.shift();
            if (flight === undefined) continue;
            memory.push(...flight.ids);
            buffer.received(flight.range);
          } else if (event === 'store') {
            for (const id of memory) disk.add(id);
            memory = [];
            buffer.stored('one', highest(disk));
          } else if (event === 'break' || event === 'kill') {
            // What was on its way may have arrived without an answer.
            if (event === 'break') memory.push(...flights.flatMap(({ ids }) => ids));
            else memory = [];
            flights = [];
            buffer.connectionLost(event === 'break');
            // The relay reports up to which frame everything is on disk.
            if (event === 'kill') buffer.storedBefore('one', highest(disk));
            else if (memory.length === 0) buffer.stored('one', highest(disk));
          }
          const kept = new Set(buffer.frames.map((f) => (f.state === 'done' ? 0 : f.packetId)));
          for (let id = 101; id <= bench.packetId; id++) {
            if (!disk.has(id) && !kept.has(id)) throw new Error(`frame ${id} is lost`);
          }
        }
        expect(buffer.dropped).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});
