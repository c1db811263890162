/** A connection of the timing page that asks for cars alone. */
import type { Grid } from '../../protocol/cars.ts';
import { formOf } from '../../protocol/frame-codec.ts';
import { Connection } from '../core/net/relay-connection.ts';
import { Feed } from '../core/playout/feed.ts';

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

/** @param path of the page's WebSocket on the relay */
export function openCarsLink(path: string, build: string): CarsLink {
  const feed = new Feed([], 0);
  const connection = new Connection({
    address: `${location.origin.replace(/^http/, 'ws')}${path}`,
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
