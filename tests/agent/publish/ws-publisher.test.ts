/** Publishing over a real socket: batches, kept frames, and the end. */
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../agent/sampling/clock.ts';
import { frameProblem } from '../../../protocol/frame-check.ts';
import { protocolVersion } from '../../../protocol/messages.ts';
import { range } from '../../support/frames.ts';
import { until } from '../../support/until.ts';
import { frame, session } from '../support/frames.ts';
import { addAll, connected, newPublisher, publishing } from '../support/publishers.ts';

describe('a connection', () => {
  it('starts with hello, then session, status and clock', async () => {
    const { peer, publisher } = await newPublisher();
    const begunMs = monotonicMs();
    publisher.setSession(session());
    publisher.setStatus('driving', null);
    await peer.got('clock');
    const elapsedMs = monotonicMs() - begunMs;
    expect(peer.messages.slice(0, 3)).toEqual([
      {
        type: 'hello',
        protocol: protocolVersion,
        agent: 'sequential',
        kept: [],
      },
      {
        type: 'session',
        sessionID: 'RACE-SPA-2026',
        run: 'run-1',
        facts: { car: 'ks_ferrari_488_gt3', track: 'spa' },
      },
      { type: 'status', sessionID: 'RACE-SPA-2026', run: 'run-1', status: 'driving' },
    ]);
    const { originMs } = peer.of('clock')[0]!;
    // `t` = 0 was at 1000 ms of our clock. An answer tells the peer's clock to within half the time that it takes.
    const errorMs = Math.abs(originMs - (Date.now() - monotonicMs() + 1000));
    expect(errorMs).toBeLessThan(20 + elapsedMs / 2);
  });

  it('sends the key in the header only', async () => {
    const { peer, publisher } = await newPublisher({}, { key: 'secret-key' });
    await connected(publisher);
    expect(peer.requests[0]!.headers.authorization).toBe('Bearer secret-key');
    expect(peer.requests[0]!.url).toBe('/publish');
    expect(JSON.stringify(peer.messages)).not.toContain('secret-key');
  });

  it('sends status and metadata when they change', async () => {
    const { peer, publisher } = await newPublisher();
    await connected(publisher);
    publisher.setStatus('paused', null);
    publisher.setStatus('waiting', 'The game is not there.');
    const one = session();
    publisher.setSession(one);
    one.info = { ...one.info, maxRpm: 8000 };
    publisher.setSession(one);
    await peer.got('session', 2);
    expect(peer.of('status').map(({ status, detail }) => [status, detail])).toEqual([
      ['waiting', undefined],
      ['paused', undefined],
      ['waiting', 'The game is not there.'],
      ['waiting', 'The game is not there.'],
    ]);
    expect(peer.of('session')[1]!.facts.maxRpm).toBe(8000);
  });
});

describe('batches', () => {
  it('hold one frame while the relay answers faster than frames come', async () => {
    const { peer, publisher } = await publishing();
    for (const id of range(1, 5)) {
      publisher.add(frame(id));
      await peer.got('batch', id);
      await until('the answer is here', () => publisher.stats().framesKept === id);
    }
    expect(peer.of('batch').map(({ seq, lap, data }) => [seq, lap, data.length])).toEqual(
      range(1, 5).map((seq) => [seq, 1, 1]),
    );
    expect(peer.of('batch')[0]).toEqual({
      type: 'batch',
      sessionID: 'RACE-SPA-2026',
      run: 'run-1',
      seq: 1,
      lap: 1,
      data: [frame(1)],
    });
    for (const { data } of peer.of('batch')) expect(frameProblem(data[0], 0)).toBeNull();
  });

  it('collect while one is in flight, split at twenty', async () => {
    const { peer, publisher } = await publishing({ batch: () => [] });
    addAll(publisher, range(1, 46));
    await peer.got('batch');
    peer.send({ type: 'received', seq: 1 });
    await peer.got('batch', 4);
    expect(peer.of('batch').map(({ data }) => data.length)).toEqual([1, 20, 20, 5]);
    expect(peer.packetIds()).toEqual(range(1, 46));
  });

  it('never mix laps, and go out at the end of a lap', async () => {
    const { peer, publisher } = await publishing({ batch: () => [] }, { batch: 20 });
    addAll(publisher, range(1, 7), 1);
    addAll(publisher, range(8, 30), 2);
    await peer.got('batch', 2);
    expect(peer.of('batch').map(({ lap, data }) => [lap, data.length])).toEqual([
      [1, 7],
      [2, 20],
    ]);
  });

  it('go out at a pause, whatever their size and whatever is in flight', async () => {
    const { peer, publisher } = await publishing({ batch: () => [] }, { batch: 20 });
    addAll(publisher, range(1, 3));
    publisher.flush();
    publisher.setStatus('paused', null);
    await until('the pause is sent', () => peer.of('status').at(-1)?.status === 'paused');
    // The clocks are compared meanwhile.
    const messages = peer.messages.filter(({ type }) => type !== 'ping' && type !== 'clock');
    expect(messages.at(-2)).toMatchObject({
      type: 'batch',
      data: [1, 2, 3].map((id) => ({ packetId: id })),
    });
  });

  it('become late when the relay does not keep up, so that the newest frames are shown', async () => {
    const { peer, publisher } = await publishing({ batch: () => [] });
    addAll(publisher, range(1, 200));
    await peer.got('batch', 2);
    // A second of frames waits: the older ones go as late.
    expect(peer.packetIds('live')).toEqual([1]);
    expect(peer.packetIds('late')[0]).toBe(2);
    expect(publisher.stats().framesLate).toBeGreaterThan(50);
  });
});

describe('what the relay has', () => {
  it('is kept until it is stored', async () => {
    const { peer, publisher } = await publishing();
    addAll(publisher, range(1, 10));
    await until('all are sent', () => peer.packetIds().length === 10);
    expect(publisher.stats().framesKept).toBe(10);
    await until('all are received', () => publisher.stats().framesKept === 10);
    peer.send({ type: 'stored', sessionID: 'RACE-SPA-2026', run: 'run-1', packetId: 6 });
    await until('six are forgotten', () => publisher.stats().framesKept === 4);
    peer.send({ type: 'stored', sessionID: 'RACE-SPA-2026', run: 'another', packetId: 100 });
    peer.send({ type: 'stored', sessionID: 'RACE-SPA-2026', run: 'run-1', packetId: 10 });
    await until('all are forgotten', () => publisher.stats().framesKept === 0);
  });

  it('is also forgotten when stored comes before received', async () => {
    const { publisher } = await publishing({
      batch: ({ seq, sessionID, run, data }) => [
        { type: 'stored', sessionID, run, packetId: data.at(-1)!.packetId },
        { type: 'received', seq },
      ],
    });
    addAll(publisher, range(1, 10));
    await until('all are forgotten', () => publisher.stats().framesKept === 0);
    addAll(publisher, [11]);
    await until('the last one as well', () => publisher.stats().framesSent === 11);
    await until('and forgotten', () => publisher.stats().framesKept === 0);
  });

  it('is kept as stored when the relay drops some of its fields, which is logged once', async () => {
    const warnings = ['Field "clutch" was left out of frame 0: expected a number, got 7.'];
    const { peer, publisher, log } = await publishing({
      batch: ({ seq }) => [{ type: 'received', seq, warnings }],
    });
    for (const id of range(1, 3)) {
      addAll(publisher, [id]);
      await peer.got('batch', id);
    }
    await until('it is logged', () => log.complaints.length > 0);
    expect(log.complaints).toEqual([
      `The relay drops some fields: is it another release? ${JSON.stringify({ warnings })}`,
    ]);
    expect(publisher.stats().framesRefused).toBe(0);
  });

  it('is dropped when it is refused for good, which is logged once', async () => {
    const error = { code: 'bad-frame', message: 'Frame 0: gas is 7.' };
    const { publisher, log } = await publishing({
      batch: ({ seq }) => [{ type: 'refused', seq, error }],
    });
    addAll(publisher, range(1, 10));
    await until('all are refused', () => publisher.stats().framesRefused === 10);
    expect(publisher.stats().framesKept).toBe(0);
    expect(log.complaints).toEqual([`The relay refuses frames for good. ${JSON.stringify(error)}`]);
  });
});

describe('the end', () => {
  it('waits until the relay has all frames, and may be called twice', async () => {
    const { peer, publisher, log } = await publishing({ batch: () => [] }, { batch: 20 });
    addAll(publisher, range(1, 30));
    const end = publisher.close();
    expect(publisher.close()).toBe(end);
    await until('all are sent', () => peer.packetIds().length === 30);
    for (const { seq } of peer.of('batch')) peer.send({ type: 'received', seq });
    await end;
    expect(log.complaints).toEqual([]);
  });
});
