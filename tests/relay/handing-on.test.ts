/**
 * A rolling restart: two relays with one database behind a proxy are stopped one after the other. A page and a plain
 * client watch through the proxy, and an agent publishes through it.
 */
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { WsPublisher } from '../../agent/publish/ws-publisher.ts';
import { Connection } from '../../overlays/core/net/relay-connection.ts';
import { formOf } from '../../protocol/frame-codec.ts';
import { limits } from '../../protocol/limits.ts';
import { latestSession } from '../../protocol/session-id.ts';
import { frame, session } from '../agent/support/frames.ts';
import { connected, publisherOf } from '../agent/support/publishers.ts';
import { temporaryFolder, withTest } from '../support/clean-up.ts';
import { TestProxy } from '../support/test-proxy.ts';
import { startTestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

/** Half of the gap at which a page's play clock jumps. */
const gapMsMax = limits.playoutSnapMs / 2;

const frameMs = 15;

interface Watching {
  /** Times between two messages with frames, ms. */
  readonly gaps: number[];
  readonly instances: string[];
}

function watchAsPage(port: number): Watching {
  vi.stubGlobal('WebSocket', WebSocket);
  const channels = ['gear', 'rpms'] as const;
  const watching: Watching = { gaps: [], instances: [] };
  let lastMs: number | null = null;
  const connection = new Connection({
    address: `ws://127.0.0.1:${port}/ws/${latestSession}`,
    overlay: 'test',
    layout: null,
    build: '',
    channels,
    board: false,
    form: formOf(channels),
    hz: 0,
    now: () => performance.now(),
    onMessage: (message) => {
      if (message.type === 'welcome') watching.instances.push(message.instance);
    },
    onFrames: (_frames, nowMs) => {
      if (lastMs !== null) watching.gaps.push(nowMs - lastMs);
      lastMs = nowMs;
    },
    onConnected: () => {},
    onProblem: () => {},
  });
  connection.start();
  withTest(() => {
    connection.stop();
    vi.unstubAllGlobals();
  });
  return watching;
}

test('a relay that stops hands its page and its agent on to another one without a gap, and nothing is lost', async () => {
  const db = `sqlite:${join(temporaryFolder(withTest), 'laps.db')}`;
  const first = await startTestRelay({ db });
  const second = await startTestRelay({ db });
  const proxy = await TestProxy.start([first.relay.port, second.relay.port]);
  const { publisher } = publisherOf(WsPublisher, new URL(`http://127.0.0.1:${proxy.port}`));
  await connected(publisher);
  publisher.setSession(session());
  publisher.setStatus('driving', null);
  let packetId = 0;
  const timer = setInterval(
    () => publisher.add(frame(++packetId, { gear: packetId % 6 })),
    frameMs,
  );
  withTest(() => clearInterval(timer));
  const page = watchAsPage(proxy.port);
  const goesOn = async (relay: typeof first) => {
    const before = page.gaps.length;
    await until('frames go on', () => page.gaps.length > before + 20);
    expect(page.instances.at(-1)).toBe(relay.relay.instance);
  };
  await goesOn(first);

  await first.relay.stop();
  await goesOn(second);

  const third = await startTestRelay({ db });
  proxy.targets = [second.relay.port, third.relay.port];
  await second.relay.stop();
  await goesOn(third);

  clearInterval(timer);
  publisher.flush();
  await until('all is stored', () => publisher.stats().framesKept === 0);
  expect(Math.max(...page.gaps)).toBeLessThan(gapMsMax);
  const { json } = await third.request('/api/sessions/RACE-SPA-2026/laps/1');
  const stored = (json as { data: { packetId: number }[] }).data.map((one) => one.packetId);
  expect(stored).toEqual(Array.from({ length: packetId }, (_, i) => i + 1));
});
