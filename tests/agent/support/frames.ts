/** Frames and sessions made by hand, and a log that remembers, for the tests of the publishers. */
import type { Session } from '../../../agent/session/session.ts';
import type { Frame } from '../../../protocol/frame.ts';
import type { Log } from '../../../protocol/log.ts';

export function frame(packetId: number, more: Partial<Frame> = {}): Frame {
  return {
    packetId,
    gas: 1,
    brake: 0,
    fuel: 8.3,
    gear: 5,
    rpms: 8232,
    steerAngle: -0.12,
    speedKmh: 287.4,
    t: packetId * 3,
    lap: 1,
    ...more,
  };
}

export function session(run = 'run-1', more: Partial<Session> = {}): Session {
  return {
    sessionID: 'RACE-SPA-2026',
    run,
    facts: { car: 'ks_ferrari_488_gt3', track: 'spa' },
    startMs: 1000,
    ...more,
  };
}

/** Numbers from `from` to `to`, both included. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

export class LogBook implements Log {
  readonly lines: { level: string; sentence: string; fields: object }[] = [];

  debug(fields: object, sentence: string): void {
    this.lines.push({ level: 'debug', sentence, fields });
  }

  info(fields: object, sentence: string): void {
    this.lines.push({ level: 'info', sentence, fields });
  }

  warn(fields: object, sentence: string): void {
    this.lines.push({ level: 'warn', sentence, fields });
  }

  error(fields: object, sentence: string): void {
    this.lines.push({ level: 'error', sentence, fields });
  }

  /** Lines at least as grave as a warning. */
  get complaints(): string[] {
    return this.lines
      .filter(({ level }) => level === 'warn' || level === 'error')
      .map(({ sentence, fields }) => `${sentence} ${JSON.stringify(fields)}`);
  }
}
