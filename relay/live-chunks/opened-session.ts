/** What a chunk begins with: everything that a page learns when it joins the session. */

import type { ChannelName } from '../../protocol/channels.ts';
import { liveChunkForm } from '../../protocol/live-chunk.ts';
import type { LiveSession } from '../live/live-session.ts';
import { sessionGrid } from '../live/session-cars.ts';
import type { OpenedSession } from './live-chunks.ts';

const names = liveChunkForm.channels.map(({ name }) => name as ChannelName);

/** @returns null: there is no session */
export function openedSession(session: LiveSession | undefined): OpenedSession | null {
  if (session === undefined) return null;
  return {
    isOver: session.ended,
    opening: () => ({
      session: session.view(),
      board: session.timingSummary() ?? null,
      cars: sessionGrid(session)?.entries ?? null,
      state: session.pick(names),
    }),
  };
}
