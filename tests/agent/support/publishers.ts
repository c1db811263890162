/** Publishers and peers of one test, which end with it: first the peers, because publishers wait for answers. */

import { afterEach } from 'vitest';
import type { Publisher, PublisherOptions } from '../../../agent/publish/port.ts';
import { WsPublisher } from '../../../agent/publish/ws-publisher.ts';
import { monotonicMs } from '../../../agent/sampling/clock.ts';
import { LogBook } from '../../support/log-book.ts';
import { until } from '../../support/until.ts';
import { frame, session } from './frames.ts';
import { type PeerAnswers, PublishPeer } from './publish-peer.ts';

const publishers: Publisher[] = [];
const peers: { close(): Promise<void> }[] = [];

afterEach(async () => {
  const ends = publishers.splice(0).map((publisher) => publisher.close());
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
  await Promise.all(ends);
});

/** Closes the peer at the end of the test. */
export function peerOfTest<T extends { close(): Promise<void> }>(peer: T): T {
  peers.push(peer);
  return peer;
}

export async function peerThat(answers: Partial<PeerAnswers> = {}): Promise<PublishPeer> {
  return peerOfTest(await new PublishPeer(answers).listen());
}

/** A publisher of the given transport, with a log; closed at the end of the test. */
export function publisherOf<T extends Publisher>(
  Transport: new (options: PublisherOptions) => T,
  relay: URL,
  options: Partial<PublisherOptions> = {},
): { publisher: T; log: LogBook } {
  const log = new LogBook();
  const publisher = new Transport({
    relay,
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

export function publisherTo(peer: PublishPeer, options: Partial<PublisherOptions> = {}) {
  return publisherOf(WsPublisher, peer.url, options);
}

/** A publisher whose peer is away. */
export async function publisherAway(options: Partial<PublisherOptions> = {}) {
  const peer = await peerThat();
  await peer.close();
  return { peer, ...publisherTo(peer, options) };
}

/** A publisher and its peer. */
export async function newPublisher(
  answers: Partial<PeerAnswers> = {},
  options: Partial<PublisherOptions> = {},
) {
  const peer = await peerThat(answers);
  return { peer, ...publisherTo(peer, options) };
}

/** A connected publisher that has a session, and its peer. */
export async function publishing(
  answers: Partial<PeerAnswers> = {},
  options: Partial<PublisherOptions> = {},
) {
  const { peer, publisher, log } = await newPublisher(answers, options);
  await connected(publisher);
  publisher.setSession(session());
  return { peer, publisher, log };
}

export async function connected(publisher: WsPublisher): Promise<void> {
  await until('the publisher is connected', () => publisher.stats().connected);
}

export function addAll(publisher: Publisher, ids: readonly number[], lap = 1): void {
  for (const id of ids) publisher.add(frame(id, { lap }));
}
