/** A connection of the timing page that asks for cars alone. */
import type { Grid } from '../../protocol/cars.ts';
import { formOf } from '../../protocol/frame-codec.ts';
import { RelayLink } from '../core/net/relay-link.ts';
import { Feed } from '../core/playout/feed.ts';
import { socketPath } from './address.ts';
import type { DriverTarget } from './watcher.ts';

export interface CarsLink {
  /** The cars at a time of the page, ms; null: none are seen. */
  grid(nowMs: number): Grid | null;
  setVisible(shown: boolean): void;
  /** May be called twice. */
  stop(): void;
}

/** What the timing page needs of the main script, which has all that connects to the relay. */
export interface TimingPageOptions {
  readonly openLink: () => CarsLink;
  /** The session has a car with telemetry. */
  readonly hasCar: () => boolean;
  readonly onView: (view: WatchView) => void;
}

export type WatchView = 'car' | 'timing';

export function openCarsLink(target: DriverTarget, build: string): CarsLink {
  const feed = new Feed([], 0, () => connection.step);
  const { keepsStep, wantsChunks } = target;
  const connection: RelayLink = new RelayLink({
    address: `${location.origin.replace(/^http/, 'ws')}${socketPath(target)}`,
    target,
    keepsStep,
    wantsChunks,
    overlay: 'watch',
    layout: null,
    build,
    channels: [],
    board: false,
    form: formOf([]),
    hz: 1,
    now: () => performance.now(),
    onMessage: (message) => feed.message(message),
    onFrames: () => {},
    onCars: (cars, nowMs) => feed.cars(cars, nowMs),
    onConnected: (isConnected, nowMs) => feed.setConnected(isConnected, nowMs),
    onProblem: () => {},
  });
  connection.start();
  return {
    grid: (nowMs) => feed.sample(nowMs).grid,
    setVisible: (shown) => connection.setVisible(shown),
    stop: () => connection.stop(),
  };
}
