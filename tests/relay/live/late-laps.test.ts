/** The book of a live session goes on with what the store has, where frames came for the store only. */
import { afterEach, expect, test } from 'vitest';
import type { Board } from '../../../protocol/board.ts';
import { limits } from '../../../protocol/limits.ts';
import { drive, type MadeFrame } from '../../support/made-drive.ts';
import { startTestRelay, stopAll, type TestSocket } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';

afterEach(stopAll);

const run = 'one';
const sessionID = 'A';

/** Sends frames in batches of one lap each, and waits for the answers. */
async function send(agent: TestSocket, made: readonly MadeFrame[], late: boolean, from: number) {
  let seq = from;
  for (let at = 0; at < made.length; ) {
    const { lap } = made[at]!;
    let end = at;
    while (end < made.length && end - at < 500 && made[end]!.lap === lap) end++;
    const data = made.slice(at, end).map(({ frame }) => frame);
    agent.send({ type: 'batch', sessionID, run, seq: ++seq, lap, data, ...(late && { late }) });
    await agent.next('received');
    at = end;
  }
  return seq;
}

test('the last laps of a run that ended while the relay was away are shown with its results', async () => {
  let now = 1_000_000;
  const { agent: connect, page: open } = await startTestRelay({}, { now: () => now, tickMs: 5 });
  const page = await open(sessionID, { board: true });
  const made = drive({ laps: 3, lapMs: () => 20_000 });
  const shown = made.findIndex(({ real }) => real === 2);
  const first = await connect();
  await send(first, made.slice(0, shown + 100), false, 0);
  await first.close();
  // It kept the rest, and tells that the session is over before it sends what it kept.
  const agent = await connect([{ sessionID, run }]);
  agent.send({ type: 'status', sessionID, run, status: 'ended' });
  await send(agent, made.slice(shown + 100), true, 0);
  now += limits.bookRecallMs + 1;
  const laps = () => {
    const told = page.heard.findLast((one) => !Buffer.isBuffer(one) && 'board' in one);
    return ((told as { board?: Board } | undefined)?.board?.laps ?? []).map(({ lap }) => lap);
  };
  await until('the page has all laps', () => laps().length === 3);
  expect(laps()).toEqual([1, 2, 3]);
});
