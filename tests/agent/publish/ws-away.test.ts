/** The relay is away or misbehaves: frames are kept and sent again, and the cause is logged once. */
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../agent/sampling/clock.ts';
import type { AgentBatch } from '../../../protocol/messages.ts';
import { range } from '../../support/frames.ts';
import { until } from '../../support/until.ts';
import { frame, session } from '../support/frames.ts';
import {
  addAll,
  connected,
  newPublisher,
  peerThat,
  publisherAway,
  publisherTo,
  publishing,
} from '../support/publishers.ts';

describe('the relay is away', () => {
  it('at the start: frames are kept, then sent as late after the new ones', async () => {
    const { peer, publisher, log } = await publisherAway();
    publisher.setSession(session());
    addAll(publisher, range(1, 500));
    await until('it was tried', () => log.complaints.length > 0);
    await peer.listen();
    await connected(publisher);
    publisher.add(frame(501));
    await until('all are there', () => peer.packetIds().length === 501);
    expect(peer.packetIds('late')).toEqual(range(1, 500));
    expect(peer.packetIds('live')).toEqual([501]);
    expect(peer.of('hello')[0]!.kept).toEqual([{ sessionID: 'RACE-SPA-2026', run: 'run-1' }]);
    // Logged once, however often it was tried.
    expect(log.complaints.length).toBe(1);
    expect(log.complaints[0]).toContain('ECONNREFUSED');
  });

  it('for a while: new frames go first and late ones in between, each exactly once', async () => {
    const { peer, publisher } = await publishing();
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

  it('but only the connection was lost: frames that the same relay has received are not sent again', async () => {
    const { peer, publisher } = await publishing();
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
    await until('it is connected again', () => publisher.stats().connections === 2);
    await until('the sixth is sent again', () => peer.packetIds().length === 7);
    expect(peer.packetIds('late')).toEqual([6]);
    expect(publisher.stats().framesKept).toBe(5);
  });

  it('for too long: the oldest frames are lost, counted and logged once', async () => {
    const { peer, publisher, log } = await publisherAway({ keptFramesMax: 100 });
    publisher.setSession(session());
    addAll(publisher, range(1, 250));
    expect(publisher.stats()).toMatchObject({ framesDropped: 150, framesKept: 100 });
    await peer.listen();
    await until('the rest is sent', () => peer.packetIds().length === 100);
    expect(peer.packetIds('late')).toEqual(range(151, 250));
    expect(log.complaints.filter((line) => line.includes('oldest')).length).toBe(1);
  });

  it('while a session ends and the next begins: it gets both', async () => {
    const { peer, publisher } = await publisherAway();
    const first = session('run-1');
    publisher.setSession(first);
    addAll(publisher, range(1, 30));
    publisher.endSession(first, 'The session was restarted.');
    publisher.setSession(session('run-2'));
    publisher.setStatus('driving', null);
    addAll(publisher, range(31, 60));
    await peer.listen();
    await until('all are there', () => peer.packetIds().length === 60);
    const sent = peer.messages.filter(({ type }) => type === 'session' || type === 'status');
    expect(sent).toMatchObject([
      { type: 'session', run: 'run-1' },
      { type: 'status', run: 'run-1', status: 'ended' },
      { type: 'session', run: 'run-2' },
      { type: 'status', run: 'run-2', status: 'driving' },
    ]);
    const runs = peer.of('batch').map((batch) => [batch.run, batch.data[0]!.packetId <= 30]);
    expect(new Set(runs.map((run) => run.join()))).toEqual(new Set(['run-1,true', 'run-2,false']));
    expect(peer.of('hello')[0]!.kept.map(({ run }) => run)).toEqual(['run-1', 'run-2']);
  });

  it('at the end: the publisher does not wait, and logs what is lost', async () => {
    const { publisher, log } = await publisherAway();
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

describe('a relay that misbehaves', () => {
  it.each([
    ['asks for a key', { refuse: 401 }, '--key'],
    ['does not accept the key', { refuse: 403 }, 'check --key'],
    ['is none', { refuse: 404 }, 'is it a relay?'],
    ['has trouble', { refuse: 503 }, 'HTTP 503'],
    ['speaks another version', { protocol: 99 }, 'same release'],
  ])('%s: logged in one sentence', async (_what, answers, words) => {
    const { publisher, log } = await newPublisher(answers);
    await until('it is logged', () => log.complaints.length > 0);
    expect(log.complaints[0]).toContain(words);
    expect(publisher.stats().connected).toBe(false);
  });

  it('is not a relay, at localhost: the log hints that another program may answer', async () => {
    const peer = await peerThat({ refuse: 404 });
    const relay = new URL(`http://localhost:${peer.port}`);
    const { log } = publisherTo(peer, { relay });
    await until('it is logged', () => log.complaints.length > 0);
    expect(log.complaints[0]).toContain('write 127.0.0.1 instead');
  });

  it('is hidden behind the web page of a tunnel, which is logged by its title', async () => {
    const page = '<html><head><title>Free tunnel</title></head></html>';
    const { log } = await newPublisher({ page });
    await until('it is logged', () => log.complaints.length > 0);
    expect(log.complaints[0]).toContain('“Free tunnel”');
  });

  it('breaks the protocol: the agent disconnects and tries again later', async () => {
    const { peer, publisher, log } = await newPublisher();
    await connected(publisher);
    peer.sendText('{"type":"received"}');
    await until('it is left', () => !publisher.stats().connected);
    expect(log.complaints[0]).toContain('breaks the protocol');
  });

  it('closes with a reason, which is logged', async () => {
    const { peer, publisher, log } = await newPublisher();
    await connected(publisher);
    peer.closeSockets(4429, 'Too many connections.');
    await until('it is logged', () => log.complaints.length > 0);
    expect(log.complaints[0]).toContain('Too many connections. (4429)');
  });

  it('sends messages of unknown types, which are ignored', async () => {
    const { peer, publisher } = await newPublisher();
    await connected(publisher);
    peer.sendText('{"type":"weather","rain":true}');
    publisher.setSession(session());
    addAll(publisher, [1]);
    await peer.got('batch');
    expect(publisher.stats().connected).toBe(true);
  });

  it('answers no batch for five seconds: the agent reconnects and sends the frames again', async () => {
    const { peer, publisher, log } = await publishing({ batch: () => [] });
    addAll(publisher, [1]);
    await peer.got('batch');
    peer.answers.batch = ({ seq }: AgentBatch) => [{ type: 'received', seq }];
    await until('it is sent again', () => peer.packetIds('late').length === 1);
    expect(log.complaints[0]).toContain('no answer within 5000 ms');
  });
});
