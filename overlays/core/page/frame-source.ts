/**
 * Where a page's frames come from: the relay, or a lap that plays instead. Both fill one feed. The page replaces its
 * source when it needs other channels.
 */

import type { DecodedCars } from '../../../protocol/cars-codec.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { formOf } from '../../../protocol/frame-codec.ts';
import type { RelayToViewer } from '../../../protocol/messages.ts';
import { loadCode } from '../net/page-code.ts';
import { RelayLink } from '../net/relay-link.ts';
import { Feed } from '../playout/feed.ts';
import type { Replay, ReplayOptions } from '../playout/replay.ts';
import type { PageParameters } from './address-parameters.ts';
import type { Needs } from './arrangement.ts';

export interface SourceOptions {
  readonly parameters: PageParameters;
  readonly needs: Needs;
  /** Name that the page reports to the relay: its overlay, or `layout`. */
  readonly overlay: string;
  /** Name of the page's layout; null: the page shows one overlay. */
  readonly layout: string | null;
  readonly build: string;
  /** Sees each message of the relay first. @returns true: the feed does not get it */
  readonly onMessage: (message: RelayToViewer) => boolean;
  /** The feed has changed. */
  readonly onChange: (nowMs: number) => void;
  readonly onProblem: (sentence: string) => void;
}

const now = () => performance.now();

export class FrameSource {
  readonly needs: Needs;
  readonly feed: Feed;
  readonly connection: RelayLink;
  readonly #options: SourceOptions;
  /** Plays a lap instead of the live stream; null: the page shows the stream, and never loads what plays laps. */
  readonly #replay: Promise<Replay> | null;

  constructor(options: SourceOptions) {
    this.#options = options;
    const { parameters, needs, overlay, layout, build, onProblem } = options;
    this.needs = needs;
    this.feed = new Feed(needs.form.channels, parameters.delayMs, () => this.connection.step);
    this.#replay = this.#replayOf(options);
    const isStream = this.#replay === null;
    const { session, driver, keepsStep, wantsChunks } = parameters;
    this.connection = new RelayLink({
      address: relayAddress(parameters),
      target: { session, driver },
      // A lap that plays instead of the stream is in step with nothing.
      keepsStep: keepsStep && isStream,
      wantsChunks,
      overlay,
      layout,
      build,
      // During a replay the relay sends events only: they trigger the fetch of the next lap.
      channels: isStream ? needs.channels : [],
      board: isStream && needs.board,
      form: isStream ? needs.form : formOf([]),
      hz: isStream ? needs.hz : 1,
      now,
      onMessage: (message) => this.#message(message),
      onFrames: (frames, nowMs) => {
        if (isStream) this.#frames(frames, nowMs);
      },
      ...(isStream && needs.cars ? { onCars: this.#cars } : {}),
      onConnected: (isConnected, nowMs) => {
        // A loaded lap keeps playing without the relay.
        if (isStream || isConnected) this.feed.setConnected(isConnected, nowMs);
        options.onChange(nowMs);
      },
      onProblem,
    });
  }

  /** Calls wait until the player is loaded, and stay in order. */
  #replayOf({ parameters, needs, onProblem }: SourceOptions): Promise<Replay> | null {
    const { lap, session, driver, speed, startS } = parameters;
    if (lap === null) return null;
    const options: ReplayOptions = {
      session,
      driver,
      lap,
      speed,
      startS,
      channels: needs.form.channels.map((channel) => channel.name),
      now,
      onMessage: (message) => {
        // A replay counts as connected, with or without the relay.
        this.feed.setConnected(true, now());
        this.#receive(message);
      },
      onFrames: (frames, nowMs) => this.#frames(frames, nowMs),
      ...(needs.cars ? { onCars: this.#cars } : {}),
      onProblem,
    };
    const replay = loadCode(import('../playout/replay.ts')).then(
      (loaded) => new loaded.Replay(options),
    );
    replay.catch((error) => onProblem(`The player of laps could not be loaded: ${error}`));
    return replay;
  }

  readonly #cars = (cars: DecodedCars, nowMs: number): void => {
    this.feed.cars(cars, nowMs);
    this.#options.onChange(nowMs);
  };

  start(): void {
    this.connection.start();
    this.#withReplay((replay) => replay.start());
  }

  /** Closes the connection; may be called twice. */
  stop(): void {
    this.#withReplay((replay) => replay.stop());
    this.connection.stop();
  }

  /** A hidden page receives no frames and keeps the newest one only. */
  setShown(shown: boolean): void {
    this.feed.playout.setShown(shown);
    this.connection.setVisible(shown);
  }

  #message(message: RelayToViewer): void {
    if (this.#options.onMessage(message)) return;
    if (this.#replay === null) this.#receive(message);
    else this.#withReplay((replay) => replay.message(message));
  }

  #withReplay(work: (replay: Replay) => void): void {
    this.#replay?.then(work, () => {});
  }

  #receive(message: RelayToViewer): void {
    this.feed.message(message);
    this.#options.onChange(now());
  }

  #frames(frames: readonly Partial<Frame>[], nowMs: number): void {
    this.feed.frames(frames, nowMs);
    this.#options.onChange(nowMs);
  }
}

function relayAddress({ session, driver }: PageParameters): string {
  const address = new URL(`/ws/${session}`, location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  if (driver !== null) address.searchParams.set('driver', driver);
  return address.href;
}
