/** Frames are kept until they are stored: what is sent again after which break, what is dropped, what never is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResendBuffer } from '../../../agent/publish/resend-buffer.ts';
import type { Session } from '../../../agent/session/session.ts';
import { limits } from '../../../protocol/limits.ts';

function session(run: string): Session {
  return { sessionID: 'monza', run, facts: {}, startMs: 0 };
}

class Bench {
  readonly keep: ResendBuffer;
  readonly session = session('one');
  packetId = 100;

  constructor(framesMax?: number) {
    this.keep = new ResendBuffer(framesMax);
  }

  add(count: number, state: 'live' | 'late' = 'live', lap = 1): this {
    for (let i = 0; i < count; i++) {
      this.packetId++;
      this.keep.add(this.keep.runOf(this.session), lap, this.packetId, `${this.packetId}`, state);
    }
    return this;
  }

  /** Packet ids of frames that wait to be sent. */
  waiting(state: 'live' | 'late'): number[] {
    return this.keep.frames.filter((frame) => frame.state === state).map((frame) => frame.packetId);
  }

  sendLive(): { from: number; count: number } {
    const index = this.keep.nextLive();
    this.keep.overtake(this.keep.frames[index]!.run);
    return this.keep.send(index, this.keep.live);
  }

  sendLate(count: number): { from: number; count: number } {
    const index = this.keep.nextLate();
    return this.keep.send(index, this.keep.alike(index, count));
  }
}

describe('kept frames', () => {
  it('are forgotten when they were received and are stored', () => {
    const { keep, ...bench } = new Bench().add(5);
    expect(bench.packetId).toBe(105);
    const range = keep.send(keep.nextLive(), 5);
    keep.stored('one', 105);
    expect(keep.size).toBe(5);
    keep.received(range);
    keep.stored('one', 103);
    expect(keep.size).toBe(2);
    keep.stored('another', 105);
    expect(keep.size).toBe(2);
    keep.stored('one', 105);
    expect(keep.size).toBe(0);
  });

  it('are sent again when the connection broke before the answer', () => {
    const bench = new Bench().add(3);
    bench.sendLive();
    bench.add(2);
    bench.keep.resend(true);
    expect(bench.waiting('late')).toEqual([101, 102, 103, 104, 105]);
    expect(bench.keep.nextLive()).toBe(-1);
    expect(bench.keep.late).toBe(5);
  });

  it('are not sent again when the same relay has received them, stored or not', () => {
    const bench = new Bench().add(3);
    bench.keep.received(bench.sendLive());
    bench.keep.resend(true);
    expect(bench.waiting('late')).toEqual([]);
    expect(bench.keep.size).toBe(3);
  });

  it('are sent again when the relay began anew before it had stored them', () => {
    const bench = new Bench().add(3);
    bench.keep.received(bench.sendLive());
    bench.keep.resend(false);
    bench.keep.storedBefore('one', 101);
    expect(bench.waiting('late')).toEqual([102, 103]);
  });

  it('are never forgotten because newer ones, that overtook them, are stored', () => {
    const bench = new Bench().add(4, 'late').add(2);
    // The relay is back: the two live ones went first and are stored, the late ones are on their way.
    bench.keep.received(bench.sendLive());
    bench.sendLate(4);
    bench.keep.stored('one', 106);
    expect(bench.keep.size).toBe(4);
    // It is gone again, and another one has what the first had stored.
    bench.keep.resend(false);
    bench.keep.storedBefore('one', 106);
    expect(bench.waiting('late')).toEqual([101, 102, 103, 104]);
  });

  it('are sent live while they are new and late afterwards, oldest first', () => {
    const bench = new Bench().add(3, 'late').add(2);
    expect(bench.keep.frames[bench.keep.nextLive()]!.packetId).toBe(104);
    expect(bench.keep.live).toBe(2);
    expect(bench.keep.frames[bench.keep.nextLate()]!.packetId).toBe(101);
    expect(bench.keep.alike(bench.keep.nextLate(), 100)).toBe(3);
    expect(bench.keep.alike(bench.keep.nextLate(), 2)).toBe(2);
  });

  it('become late when more wait than the connection can take', () => {
    const bench = new Bench().add(50);
    bench.keep.delayAllBut(20);
    expect(bench.keep.live).toBe(20);
    expect(bench.keep.late).toBe(30);
    expect(bench.keep.frames[bench.keep.nextLate()]!.packetId).toBe(101);
  });

  it('wait in their place when a request failed', () => {
    const bench = new Bench().add(3);
    const range = bench.keep.send(bench.keep.nextLive(), 2);
    bench.add(1);
    bench.keep.again(range);
    expect(bench.waiting('live')).toEqual([101, 102, 103, 104]);
    expect(bench.keep.frames[bench.keep.nextLive()]!.packetId).toBe(101);
  });

  it('are dropped oldest first past the bound, and counted', () => {
    const bench = new Bench(10).add(10, 'late').add(3, 'late');
    expect(bench.waiting('late')).toEqual([104, 105, 106, 107, 108, 109, 110, 111, 112, 113]);
    expect(bench.keep.dropped).toBe(3);
    expect(bench.keep.late).toBe(10);
  });

  it('do not count as lost when the relay had them and only never said so', () => {
    const bench = new Bench(10).add(10);
    bench.keep.received(bench.sendLive());
    bench.add(4);
    expect(bench.keep.dropped).toBe(0);
    expect(bench.keep.forgotten).toBe(4);
  });

  it('end a batch where lap or run change, and where they are told to', () => {
    const bench = new Bench().add(2).add(1, 'live', 2);
    bench.keep.closeBatch();
    bench.keep.add(bench.keep.runOf(session('two')), 2, 1, '1', 'live');
    expect(bench.keep.frames.map((frame) => frame.last)).toEqual([false, true, true, false]);
  });

  it('are of a bounded number of runs', () => {
    const keep = new ResendBuffer();
    for (let i = 0; i < limits.keptRunsMax + 10; i++) {
      keep.add(keep.runOf(session(`run ${i}`)), 1, i, `${i}`, 'late');
    }
    expect(keep.keptRuns.length).toBe(limits.keptRunsMax);
    expect(keep.dropped).toBe(10);
    expect(keep.size).toBe(limits.keptRunsMax);
  });
});

describe('whatever happens to connections and relays', () => {
  const events = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant('frame') },
      { weight: 4, arbitrary: fc.constant('live') },
      { weight: 3, arbitrary: fc.constant('late') },
      { weight: 4, arbitrary: fc.constant('answer') },
      { weight: 2, arbitrary: fc.constant('store') },
      { weight: 1, arbitrary: fc.constant('break') },
      { weight: 1, arbitrary: fc.constant('kill') },
    ),
    { maxLength: 250 },
  );

  it('every frame is on disk or still kept', () => {
    fc.assert(
      fc.property(events, (list) => {
        const bench = new Bench(10_000);
        const { keep } = bench;
        /** On disk; in the relay's memory; on their way. */
        const disk = new Set<number>();
        let memory: number[] = [];
        let flights: { ids: number[]; range: { from: number; count: number } }[] = [];
        const fly = (range: { from: number; count: number }, index: number) => {
          const ids = keep.frames.slice(index, index + range.count).map((frame) => frame.packetId);
          flights.push({ ids, range });
        };
        const highest = (ids: Iterable<number>): number => Math.max(0, ...ids);
        for (const event of list) {
          if (event === 'frame') {
            bench.add(1);
          } else if (event === 'live' && keep.nextLive() !== -1) {
            const index = keep.nextLive();
            fly(bench.sendLive(), index);
          } else if (event === 'late' && keep.nextLate() !== -1) {
            const index = keep.nextLate();
            fly(bench.sendLate(3), index);
          } else if (event === 'answer') {
            const flight = flights.shift();
            if (flight === undefined) continue;
            memory.push(...flight.ids);
            keep.received(flight.range);
          } else if (event === 'store') {
            for (const id of memory) disk.add(id);
            memory = [];
            keep.stored('one', highest(disk));
          } else if (event === 'break' || event === 'kill') {
            // What was on its way may have arrived without an answer.
            if (event === 'break') memory.push(...flights.flatMap(({ ids }) => ids));
            else memory = [];
            flights = [];
            keep.resend(event === 'break');
            // The relay says up to where all that it took is on disk.
            if (event === 'kill') keep.storedBefore('one', highest(disk));
            else if (memory.length === 0) keep.stored('one', highest(disk));
          }
          const kept = new Set(keep.frames.map((f) => (f.state === 'done' ? 0 : f.packetId)));
          for (let id = 101; id <= bench.packetId; id++) {
            if (!disk.has(id) && !kept.has(id)) throw new Error(`frame ${id} is lost`);
          }
        }
        expect(keep.dropped).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});
