/** Publishing over a real socket: what goes out when, what is sent again after which break, what is said once. */
import { afterEach, describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../agent/clock.ts';
import type { PublisherOptions } from '../../../agent/publish/port.ts';
import { WsPublisher } from '../../../agent/publish/ws.ts';
import { frameProblem } from '../../../protocol/frame.ts';
import type { AgentBatch } from '../../../protocol/messages.ts';
import { until } from '../../support/until.ts';
import { frame, LogBook, range, session } from '../support/frames.ts';
import { type PeerAnswers, PublishPeer } from '../support/publish-peer.ts';

const publishers: WsPublisher[] = [];
const peers: PublishPeer[] = [];

afterEach(async () => {
  // First the peers: a publisher that ends waits for answers that some of them never give.
  const ends = publishers.splice(0).map((publisher) => publisher.close());
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
  await Promise.all(ends);
});

async function peerThat(answers: Partial<PeerAnswers> = {}): Promise<PublishPeer> {
  const peer = await new PublishPeer(answers).listen();
  peers.push(peer);
  return peer;
}

function publisherTo(peer: PublishPeer, options: Partial<PublisherOptions> = {}) {
  const log = new LogBook();
  const publisher = new WsPublisher({
    relay: peer.url,
    batch: 'auto',
    hz: 60,
    log,
    now: monotonicMs,
    random: () => 0,
    ...options,
  });
  publishers.push(publisher);
  return { publisher, log };
}

async function connected(publisher: WsPublisher): Promise<void> {
  await until('the publisher is connected', () => publisher.stats().connected, 10_000);
}

function addAll(publisher: WsPublisher, ids: readonly number[], lap = 1): void {
  for (const id of ids) publisher.add(frame(id, { lap }));
}

describe('a connection', () => {
  it('begins with hello, then session, status and the clock', async () => {
    const peer = await peerThat();
    const { publisher } = publisherTo(peer);
    publisher.setSession(session());
    publisher.setStatus('driving', null);
    await peer.got('clock');
    expect(peer.messages.slice(0, 3)).toEqual([
      {
        type: 'hello',
        protocol: 1,
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
    // `t` = 0 was at 1000 ms of our clock.
    expect(Math.abs(originMs - (Date.now() - monotonicMs() + 1000))).toBeLessThan(20);
  });

  it('shows the key, where there is one, and only in the header', async () => {
    const peer = await peerThat();
    const { publisher } = publisherTo(peer, { key: 'secret-key' });
    await connected(publisher);
    expect(peer.requests[0]!.headers.authorization).toBe('Bearer secret-key');
    expect(peer.requests[0]!.url).toBe('/publish');
    expect(JSON.stringify(peer.messages)).not.toContain('secret-key');
  });

  it('tells status and facts when they change', async () => {
    const peer = await peerThat();
    const { publisher } = publisherTo(peer);
    await connected(publisher);
    publisher.setStatus('paused', null);
    publisher.setStatus('waiting', 'The game is not there.');
    const one = session();
    publisher.setSession(one);
    one.facts = { ...one.facts, maxRpm: 8000 };
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
    const peer = await peerThat();
    const { publisher } = publisherTo(peer);
    await connected(publisher);
    publisher.setSession(session());
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
    const peer = await peerThat({ batch: () => [] });
    const { publisher } = publisherTo(peer);
    await connected(publisher);
    publisher.setSession(session());
    addAll(publisher, range(1, 46));
    await peer.got('batch');
    peer.send({ type: 'received', seq: 1 });
    await peer.got('batch', 4);
    expect(peer.of('batch').map(({ data }) => data.length)).toEqual([1, 20, 20, 5]);
    expect(peer.packetIds()).toEqual(range(1, 46));
  });

  it('never hold two laps, and a lap that ends is not waited for', async () => {
    const peer = await peerThat({ batch: () => [] });
    const { publisher } = publisherTo(peer, { batch: 20 });
    await connected(publisher);
    publisher.setSession(session());
    addAll(publisher, range(1, 7), 1);
    addAll(publisher, range(8, 30), 2);
    await peer.got('batch', 2);
    expect(peer.of('batch').map(({ lap, data }) => [lap, data.length])).toEqual([
      [1, 7],
      [2, 20],
    ]);
  });

  it('go out at a pause however few frames there are and whatever is in flight', async () => {
    const peer = await peerThat({ batch: () => [] });
    const fixed = publisherTo(peer, { batch: 20 }).publisher;
    await connected(fixed);
    fixed.setSession(session());
    addAll(fixed, range(1, 3));
    fixed.flush();
    fixed.setStatus('paused', null);
    await until('the pause is told', () => peer.of('status').at(-1)?.status === 'paused');
    expect(peer.messages.at(-2)).toMatchObject({
      type: 'batch',
      data: [1, 2, 3].map((id) => ({ packetId: id })),
    });
  });

  it('become late when the relay does not keep up, so that the newest are shown', async () => {
    const peer = await peerThat({ batch: () => [] });
    const { publisher } = publisherTo(peer);
    await connected(publisher);
    publisher.setSession(session());
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
    const peer = await peerThat();
    const { publisher } = publisherTo(peer);
    await connected(publisher);
    publisher.setSession(session());
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

  it('is forgotten, too, when the relay says stored before received', async () => {
    const peer = await peerThat({
      batch: ({ seq, sessionID, run, data }) => [
        { type: 'stored', sessionID, run, packetId: data.at(-1)!.packetId },
        { type: 'received', seq },
      ],
    });
    const { publisher } = publisherTo(peer);
    await connected(publisher);
    publisher.setSession(session());
    addAll(publisher, range(1, 10));
    await until('all are forgotten', () => publisher.stats().framesKept === 0);
    addAll(publisher, [11]);
    await until('the last one as well', () => publisher.stats().framesSent === 11);
    await until('and forgotten', () => publisher.stats().framesKept === 0);
  });

  it('is given up when it is refused for good, and said once', async () => {
    const error = { code: 'bad-frame', message: 'Frame 0: gas is 7.' };
    const peer = await peerThat({ batch: ({ seq }) => [{ type: 'refused', seq, error }] });
    const { publisher, log } = publisherTo(peer);
    await connected(publisher);
    publisher.setSession(session());
    addAll(publisher, range(1, 10));
    await until('all are refused', () => publisher.stats().framesRefused === 10);
    expect(publisher.stats().framesKept).toBe(0);
    expect(log.complaints).toEqual([`The relay refuses frames for good. ${JSON.stringify(error)}`]);
  });
});

describe('the relay is away', () => {
  it('at the start: frames are kept, then sent as late behind the live ones', async () => {
    const peer = await peerThat();
    await peer.close();
    const { publisher, log } = publisherTo(peer);
    publisher.setSession(session());
    addAll(publisher, range(1, 500));
    await until('it was tried', () => log.complaints.length > 0);
    await peer.listen();
    await connected(publisher);
    publisher.add(frame(501));
    await until('all are there', () => peer.packetIds().length === 501, 10_000);
    expect(peer.packetIds('late')).toEqual(range(1, 500));
    expect(peer.packetIds('live')).toEqual([501]);
    expect(peer.of('hello')[0]!.kept).toEqual([{ sessionID: 'RACE-SPA-2026', run: 'run-1' }]);
    // Said once, however often it was tried.
    expect(log.complaints.length).toBe(1);
    expect(log.complaints[0]).toContain('ECONNREFUSED');
  });

  it('for a while: the live frames go first and late ones in between, each exactly once', async () => {
    const peer = await peerThat();
    const { publisher } = publisherTo(peer);
    await connected(publisher);
    publisher.setSession(session());
    addAll(publisher, range(1, 5));
    await until('the first are received', () => peer.packetIds().length === 5);
    await peer.close();
    await until('the break is seen', () => !publisher.stats().connected);
    addAll(publisher, range(6, 2000));
    // Another instance, which has what the first had stored.
    peer.answers.instance = 'second';
    peer.answers.stored = ({ kept }) => kept.map((run) => ({ ...run, packetId: 3 }));
    await peer.listen();
    await connected(publisher);
    for (let id = 2001; peer.packetIds('late').length < 1997; id++) {
      publisher.add(frame(id));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const live = peer.packetIds('live').slice(5);
    expect(peer.packetIds('late')).toEqual(range(4, 2000));
    expect(live).toEqual(range(2001, 2000 + live.length));
    // A live frame never waited for the pile: one follows each late batch at the latest.
    const kinds = peer
      .of('batch')
      .slice(5)
      .map(({ late }) => late === true);
    expect(kinds.indexOf(false)).toBeLessThan(3);
    expect(kinds.some((late, i) => late && kinds[i + 1] === true && kinds[i + 2] === true)).toBe(
      false,
    );
  });

  it('but only its connection was: what the same relay has received is not sent again', async () => {
    const peer = await peerThat();
    const { publisher } = publisherTo(peer);
    await connected(publisher);
    publisher.setSession(session());
    addAll(publisher, range(1, 5));
    await until('all are received', () => peer.packetIds().length === 5);
    // Comes behind the five answers: when it is obeyed, they are known.
    peer.send({ type: 'stored', sessionID: 'RACE-SPA-2026', run: 'run-1', packetId: 1 });
    await until('the answers are here', () => publisher.stats().framesKept === 4);
    peer.answers.batch = () => [];
    addAll(publisher, [6]);
    await until('the sixth is sent', () => peer.packetIds().length === 6);
    peer.answers.batch = ({ seq }) => [{ type: 'received', seq }];
    peer.cut();
    await until('it is connected again', () => publisher.stats().connections === 2, 10_000);
    await until('the sixth is sent again', () => peer.packetIds().length === 7);
    expect(peer.packetIds('late')).toEqual([6]);
    expect(publisher.stats().framesKept).toBe(5);
  });

  it('for longer than can be kept: the oldest are lost, which is counted and said once', async () => {
    const peer = await peerThat();
    await peer.close();
    const { publisher, log } = publisherTo(peer, { keptFramesMax: 100 });
    publisher.setSession(session());
    addAll(publisher, range(1, 250));
    expect(publisher.stats()).toMatchObject({ framesDropped: 150, framesKept: 100 });
    await peer.listen();
    await until('the rest is sent', () => peer.packetIds().length === 100, 10_000);
    expect(peer.packetIds('late')).toEqual(range(151, 250));
    expect(log.complaints.filter((line) => line.includes('oldest')).length).toBe(1);
  });

  it('while a session ends and the next begins: it learns of both', async () => {
    const peer = await peerThat();
    await peer.close();
    const { publisher } = publisherTo(peer);
    const first = session('run-1');
    publisher.setSession(first);
    addAll(publisher, range(1, 30));
    publisher.endSession(first, 'The session was restarted.');
    publisher.setSession(session('run-2'));
    publisher.setStatus('driving', null);
    addAll(publisher, range(31, 60));
    await peer.listen();
    await until('all are there', () => peer.packetIds().length === 60, 10_000);
    const said = peer.messages.filter(({ type }) => type === 'session' || type === 'status');
    expect(said).toMatchObject([
      { type: 'session', run: 'run-1' },
      { type: 'status', run: 'run-1', status: 'ended' },
      { type: 'session', run: 'run-2' },
      { type: 'status', run: 'run-2', status: 'driving' },
    ]);
    const runs = peer.of('batch').map((batch) => [batch.run, batch.data[0]!.packetId <= 30]);
    expect(new Set(runs.map((run) => run.join()))).toEqual(new Set(['run-1,true', 'run-2,false']));
    expect(peer.of('hello')[0]!.kept.map(({ run }) => run)).toEqual(['run-1', 'run-2']);
  });
});

describe('a relay that misbehaves', () => {
  it.each([
    ['asks for a key', { refuse: 401 }, '--key'],
    ['does not accept the key', { refuse: 403 }, 'check --key'],
    ['is none', { refuse: 404 }, 'is it a relay?'],
    ['has trouble', { refuse: 503 }, 'HTTP 503'],
    ['speaks another version', { protocol: 99 }, 'same release'],
  ])('%s: one sentence says so', async (_what, answers, words) => {
    const peer = await peerThat(answers);
    const { publisher, log } = publisherTo(peer);
    await until('it is told', () => log.complaints.length > 0);
    expect(log.complaints[0]).toContain(words);
    expect(publisher.stats().connected).toBe(false);
  });

  it('sends what is not of the protocol: it is left, and tried again later', async () => {
    const peer = await peerThat();
    const { publisher, log } = publisherTo(peer);
    await connected(publisher);
    peer.sendText('{"type":"received"}');
    await until('it is left', () => !publisher.stats().connected);
    expect(log.complaints[0]).toContain('not of the protocol');
  });

  it('closes with a reason: the reason is told', async () => {
    const peer = await peerThat();
    const { publisher, log } = publisherTo(peer);
    await connected(publisher);
    peer.closeSockets(4429, 'Too many connections.');
    await until('it is told', () => log.complaints.length > 0);
    expect(log.complaints[0]).toContain('Too many connections. (4429)');
  });

  it('sends messages of types to come: they are passed over', async () => {
    const peer = await peerThat();
    const { publisher } = publisherTo(peer);
    await connected(publisher);
    peer.sendText('{"type":"weather","rain":true}');
    publisher.setSession(session());
    addAll(publisher, [1]);
    await peer.got('batch');
    expect(publisher.stats().connected).toBe(true);
  });

  it('answers no batch for five seconds: the connection is made anew and the frames sent again', async () => {
    const peer = await peerThat({ batch: () => [] });
    const { publisher, log } = publisherTo(peer);
    await connected(publisher);
    publisher.setSession(session());
    addAll(publisher, [1]);
    await peer.got('batch');
    peer.answers.batch = ({ seq }: AgentBatch) => [{ type: 'received', seq }];
    await until('it is sent again', () => peer.packetIds('late').length === 1, 10_000);
    expect(log.complaints[0]).toContain('no answer within 5000 ms');
  }, 20_000);
});

describe('the end', () => {
  it('waits until the relay has all, and may come twice', async () => {
    const peer = await peerThat({ batch: () => [] });
    const { publisher, log } = publisherTo(peer, { batch: 20 });
    await connected(publisher);
    publisher.setSession(session());
    addAll(publisher, range(1, 30));
    const end = publisher.close();
    expect(publisher.close()).toBe(end);
    await until('all are sent', () => peer.packetIds().length === 30);
    for (const { seq } of peer.of('batch')) peer.send({ type: 'received', seq });
    await end;
    expect(log.complaints).toEqual([]);
  });

  it('does not wait for a relay that is away, and says what is lost', async () => {
    const peer = await peerThat();
    await peer.close();
    const { publisher, log } = publisherTo(peer);
    publisher.setSession(session());
    addAll(publisher, range(1, 30));
    const before = monotonicMs();
    await publisher.close();
    expect(monotonicMs() - before).toBeLessThan(2000);
    expect(log.complaints.at(-1)).toBe(
      'Frames were not sent: the relay could not be reached. {"frames":30}',
    );
  });
});
