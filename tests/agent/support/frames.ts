/** Frames and sessions made by hand, for the tests of the publishers. */
import type { Session } from '../../../agent/session/session.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { frame as plainFrame } from '../../support/frames.ts';

export function frame(packetId: number, more: Partial<Frame> = {}): Frame {
  return plainFrame(packetId, { t: packetId * 3, lap: 1, ...more });
}

export function session(run = 'run-1', more: Partial<Session> = {}): Session {
  return {
    sessionID: 'RACE-SPA-2026',
    run,
    info: { car: 'ks_ferrari_488_gt3', track: 'spa' },
    startMs: 1000,
    ...more,
  };
}
