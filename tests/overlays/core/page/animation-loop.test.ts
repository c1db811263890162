import { describe, expect, test } from 'vitest';
import {
  type FramePort,
  Loop,
  type LoopOptions,
} from '../../../../overlays/core/page/animation-loop.ts';

/** Animation frames by hand. */
class Screen implements FramePort {
  requests = 0;
  cancelled = 0;
  #callback: ((nowMs: number) => void) | null = null;

  request(callback: (nowMs: number) => void): number {
    this.#callback = callback;
    return ++this.requests;
  }

  cancel(): void {
    this.cancelled++;
    this.#callback = null;
  }

  get asked(): boolean {
    return this.#callback !== null;
  }

  refresh(nowMs: number): void {
    const callback = this.#callback;
    this.#callback = null;
    callback?.(nowMs);
  }
}

function loopOf(options: Partial<LoopOptions>) {
  const screen = new Screen();
  const steps: number[] = [];
  const wish = { drawn: true, again: true };
  const loop = new Loop(
    {
      fps: null,
      restEvery: 0,
      step: (nowMs) => {
        steps.push(nowMs);
        return wish;
      },
      ...options,
    },
    screen,
  );
  return { screen, steps, wish, loop };
}

describe('the animation loop', () => {
  test('requests animation frames only while there is something to do', () => {
    const { screen, steps, wish, loop } = loopOf({});
    expect(screen.requests).toBe(0);
    loop.wake();
    loop.wake();
    expect(screen.requests).toBe(1);
    wish.again = false;
    screen.refresh(16);
    expect(steps).toEqual([16]);
    expect(screen.asked).toBe(false);
  });

  test('fps=30 on a 60 Hz screen draws every second refresh in spite of jitter', () => {
    const { screen, steps, loop } = loopOf({ fps: 30 });
    loop.wake();
    for (let n = 0; n < 600; n++) screen.refresh((n * 1000) / 60 + (n % 3));
    expect(steps.length).toBeGreaterThanOrEqual(299);
    expect(steps.length).toBeLessThanOrEqual(302);
  });

  test('a limit above the rate of the screen changes nothing', () => {
    const { screen, steps, loop } = loopOf({ fps: 120 });
    loop.wake();
    for (let n = 0; n < 60; n++) screen.refresh((n * 1000) / 60);
    expect(steps).toHaveLength(60);
  });

  test('skips one animation frame after sixty pictures in a row', () => {
    const { screen, steps, loop } = loopOf({ restEvery: 60 });
    loop.wake();
    for (let n = 0; n < 610; n++) screen.refresh(n);
    expect(steps).toHaveLength(600);
  });

  test('animation frames without a picture do not count', () => {
    const { screen, steps, wish, loop } = loopOf({ restEvery: 60 });
    loop.wake();
    for (let n = 0; n < 300; n++) {
      wish.drawn = n % 2 === 0;
      screen.refresh(n);
    }
    expect(steps).toHaveLength(300);
  });

  test('paused it cancels its request, and resumes with a new one', () => {
    const { screen, steps, loop } = loopOf({});
    loop.wake();
    loop.pause();
    loop.wake();
    expect(screen.asked).toBe(false);
    screen.refresh(5);
    expect(steps).toEqual([]);
    loop.resume();
    screen.refresh(20);
    expect(steps).toEqual([20]);
  });

  test('stopped twice it stays stopped', () => {
    const { screen, loop } = loopOf({});
    loop.wake();
    loop.stop();
    loop.stop();
    loop.resume();
    expect(screen.asked).toBe(false);
  });
});
