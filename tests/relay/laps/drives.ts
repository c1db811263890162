/** Drives made up for tests of exports: laps of a known time, with what goes wrong on real ones. */
import type { Frame } from '../../../protocol/frame.ts';
import { frame } from '../storage/frames.ts';

export interface DriveOptions {
  hz?: number;
  laps?: number;
  /** ms of every lap. */
  lapMs?: number;
  /** The game pauses for `pauseMs` in the middle of this lap: packets and lap clock stop, `t` goes on. */
  pauseLap?: number;
  pauseMs?: number;
  /** Frames are published all through the pause, under packet ids of their own. */
  pausePublished?: boolean;
  /** Lap 1 is given up after this long and begun again under the same number, ms. */
  restartMs?: number;
  /** Published from this moment of the first lap on, ms. */
  fromMs?: number;
  /** The number of the lap changes this much after the line (before it: negative), ms. */
  countLateMs?: number;
  /** Left out of every frame. */
  without?: readonly (keyof Frame)[];
  /** Where the position begins at the line. */
  offset?: number;
  /** ms driven of the lap after the last. */
  afterMs?: number;
}

export interface Driven {
  lap: number;
  frame: Frame;
}

/**
 * `speedKmh` is 100 at the line and 200 half way, `rpms` counts frames. The game's own facts follow the line:
 * `currentLapTime` starts again there and `lastLapTime` tells what was driven.
 */
export function drive(options: DriveOptions = {}): Driven[] {
  const { hz = 60, laps = 2, lapMs = 90_010, pauseLap, pauseMs = 300_000, restartMs = 0 } = options;
  const { fromMs = 0, countLateMs = 0, offset = 0, afterMs = 1_000, without = [] } = options;
  const driven: Driven[] = [];
  let pausedMs = 0;
  let extra = 0;
  const total = restartMs + laps * lapMs + afterMs;
  const put = (ms: number, number: number, clockMs: number): void => {
    const share = clockMs / lapMs;
    const done = Math.max(0, Math.floor((ms - restartMs) / lapMs));
    const made = frame(1_000 + Math.round(ms / 3) + extra, {
      rpms: driven.length,
      speedKmh: 100 + 100 * Math.sin(Math.PI * Math.min(share, 1)),
      t: Math.round((5_000 + ms + pausedMs) * 10) / 10,
      currentLapTime: Math.round(clockMs),
      lastLapTime: done > 0 ? lapMs : null,
      bestLapTime: done > 0 ? lapMs : null,
      trackPosition: (share + offset) % 1,
      worldPosition: [Math.cos(share * 6.283) * 1000, 0, Math.sin(share * 6.283) * 700],
    });
    for (const name of without) delete (made as Partial<Frame>)[name];
    driven.push({ lap: number, frame: made });
  };
  const restartFrames = Math.ceil((restartMs * hz) / 1000);
  for (let i = 0; i < restartFrames; i++) put((i * 1000) / hz, 1, (i * 1000) / hz);
  let isBeforePause = pauseLap !== undefined;
  for (let i = restartFrames; (i * 1000) / hz < total; i++) {
    const ms = (i * 1000) / hz;
    const lapTime = ms - restartMs;
    if (lapTime < fromMs) continue;
    const lap = Math.floor(lapTime / lapMs) + 1;
    const number = Math.max(1, Math.floor((lapTime - countLateMs) / lapMs) + 1);
    const clockMs = lapTime - (lap - 1) * lapMs;
    put(ms, number, clockMs);
    if (!isBeforePause || lap !== pauseLap || clockMs < lapMs / 2) continue;
    isBeforePause = false;
    for (let held = 0; options.pausePublished && held < (pauseMs * hz) / 1000; held++) {
      pausedMs += 1000 / hz;
      extra++;
      put(ms, number, clockMs);
    }
    if (!options.pausePublished) pausedMs += pauseMs;
  }
  return driven;
}

/** The frames with the number of a lap. */
export function lapFrames(driven: readonly Driven[], lap: number): Frame[] {
  return driven.filter((one) => one.lap === lap).map((one) => one.frame);
}
