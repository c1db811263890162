/**
 * Follows one driver: connects to the relay and updates the views, at most thirty times a second and only while
 * something moves.
 */

import type { ChannelName } from '../../protocol/channels.ts';
import { formOf } from '../../protocol/frame-codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { RelayToViewer } from '../../protocol/messages.ts';
import { prettyName, prettyTrack } from '../../protocol/readable-name.ts';
import { emptyBoard } from '../../protocol/timing-summary.ts';
import type { SpeedUnits } from '../core/about.ts';
import { isOutdated, reloadOnce } from '../core/net/outdated-page.ts';
import { RelayLink } from '../core/net/relay-link.ts';
import { Loop, type Step } from '../core/page/animation-loop.ts';
import type { PageStats } from '../core/page/page-stats.ts';
import { watchShown } from '../core/page/page-visibility.ts';
import { Feed } from '../core/playout/feed.ts';
import type { Sample } from '../core/sample.ts';
import { socketPath, type WatchTarget } from './address.ts';
import { Announcer } from './announcer.ts';
import { WatchDashModel } from './dash.ts';
import { WatchDashView } from './dash-view.ts';
import { byId, marker, shower, texter, texters } from './dom.ts';
import { lapSentence, type ShownDrive } from './laps.ts';
import { LapsView } from './laps-view.ts';
import { MapView } from './map-view.ts';
import { lastLapOf, situationOf, type WatchSituation } from './situation.ts';
import { storedDrive, type WatchStoredDrive } from './stored-session.ts';

/** Only the channels that the page shows, because each costs mobile data. */
const watchChannels: readonly ChannelName[] = [
  'gas',
  'brake',
  'fuel',
  'gear',
  'rpms',
  'speedKmh',
  'lap',
  'currentLapTime',
  'lastLapTime',
  'bestLapTime',
  'position',
  'trackPosition',
  'worldPosition',
  'inPitLane',
  'inPit',
  'flag',
  'sessionTimeLeftMs',
  'deltaBestMs',
];

/** Frames a second; interpolation makes them look smooth. */
const watchHz = 15;
const fps = 30;

export type DriverTarget = Extract<WatchTarget, { kind: 'watch' }>;

/** The result of `window.sequential.stats()` on this page. */
export type WatchStats = Pick<
  PageStats,
  'connected' | 'via' | 'sessionID' | 'framesReceived' | 'framesDrawn'
>;

export class Watcher {
  readonly #target: DriverTarget;
  readonly #build: string;
  readonly #feed: Feed;
  readonly #connection: RelayLink;
  readonly #loop: Loop;
  readonly #model = new WatchDashModel('kmh');
  readonly #dash = new WatchDashView();
  readonly #laps = new LapsView();
  readonly #map = new MapView();
  readonly #header = new HeaderView();
  readonly #announcement = texter('announcement');
  readonly #announcer = new Announcer();
  #stored: WatchStoredDrive | null = null;
  #storedAsked = false;
  #announcedLap: number | null = null;
  #wasConnected = false;
  #lastMode: WatchSituation['mode'] = 'start';
  #drawn = 0;
  #shownCar = false;
  #isCarShown = true;
  #timer: ReturnType<typeof setInterval> | undefined;
  #unwatch: () => void = () => {};

  constructor(target: DriverTarget, build: string) {
    this.#target = target;
    this.#build = build;
    const form = formOf([...watchChannels]);
    this.#feed = new Feed(form.channels, 0, () => this.#connection.step);
    const { keepsStep, wantsChunks } = target;
    this.#connection = new RelayLink({
      target,
      keepsStep,
      wantsChunks,
      address: `${location.origin.replace(/^http/, 'ws')}${socketPath(target)}`,
      overlay: 'watch',
      layout: null,
      build,
      channels: [...watchChannels],
      board: true,
      form,
      hz: watchHz,
      now: () => performance.now(),
      onMessage: (message) => this.#message(message),
      onFrames: (frames, nowMs) => {
        this.#feed.frames(frames, nowMs);
        this.#loop.wake();
      },
      onConnected: (isConnected, nowMs) => {
        this.#wasConnected ||= isConnected;
        this.#feed.setConnected(isConnected, nowMs);
        this.#loop.wake();
      },
      // Phones show no console; the page itself shows what is wrong.
      onProblem: () => {},
      onRefusal: () => this.#loop.wake(),
    });
    this.#loop = new Loop(
      { fps, restEvery: 0, step: (nowMs) => this.#step(nowMs) },
      {
        request: (callback) => requestAnimationFrame(callback),
        cancel: (id) => cancelAnimationFrame(id),
      },
    );
  }

  setUnits(units: SpeedUnits): void {
    this.#model.units = units;
    this.#loop.wake();
  }

  start(): void {
    this.#connection.start();
    this.#unwatch = watchShown((shown) => this.#setShown(shown));
    // “3 minutes ago” and a lost connection change by time alone.
    this.#timer = setInterval(() => this.#loop.wake(), limits.watchPollMs);
    this.#loop.wake();
  }

  /** The session whose car is shown; null: none is known. */
  get sessionID(): string | null {
    return this.#feed.session?.sessionID ?? null;
  }

  /** Frames have come, so there is a car to show. */
  get hasCar(): boolean {
    return this.#feed.newest.packetId !== undefined || this.#feed.framesReceived > 0;
  }

  /** @param isShown false: another view is, and frames would only cost data */
  setCarShown(isShown: boolean): void {
    this.#isCarShown = isShown;
    this.#setShown(document.visibilityState === 'visible');
  }

  #setShown(isPageShown: boolean): void {
    const shown = isPageShown && this.#isCarShown;
    this.#feed.playout.setShown(shown);
    this.#connection.setVisible(shown);
    if (isPageShown) this.#loop.resume();
    else this.#loop.pause();
  }

  /** May be called twice. */
  stop(): void {
    clearInterval(this.#timer);
    this.#unwatch();
    this.#loop.stop();
    this.#connection.stop();
  }

  stats(): WatchStats {
    return {
      connected: this.#connection.isConnected,
      via: this.#connection.via,
      sessionID: this.#feed.session?.sessionID ?? null,
      framesReceived: this.#feed.framesReceived,
      framesDrawn: this.#drawn,
    };
  }

  #message(message: RelayToViewer): void {
    if (message.type === 'welcome' && isOutdated(message.build, this.#build)) {
      if (reloadOnce(message.build)) return;
    }
    this.#feed.message(message);
    if (message.type === 'event' && message.event.name === 'lap-completed') {
      this.#announcedLap = message.event.lap ?? null;
    }
    this.#loop.wake();
  }

  #step(nowMs: number): Step {
    const sample = seenAtOnce(this.#feed.sample(nowMs));
    const situation = this.#situation(sample, nowMs);
    this.#announcer.follow(`${situation.title || situation.word}.`, nowMs);
    const sentence = this.#announcer.due(nowMs);
    if (sentence !== null) this.#announcement(sentence);
    this.#header.show(situation, this.#sessionInfoOf(sample), this.#target.session !== 'live');
    // While the connection is lost the last picture stays, dimmed.
    if (situation.mode === 'drive') {
      const picture = this.#model.read(sample, nowMs);
      this.#dash.show(picture);
      if (!this.#shownCar) performance.mark('sequential: first picture');
      this.#shownCar = true;
      this.#map.show(sample.board.trackMap, picture.place, nowMs);
      this.#announce(sample);
    }
    const { state } = sample;
    this.#laps.show(this.#timingOf(sample), {
      present: state.lap ?? null,
      storedAt: this.#stored?.heardAtMs ?? null,
      drive: this.#drive(situation),
    });
    this.#drawn++;
    const moves = situation.mode === 'drive' && sample.status !== 'paused';
    return { drawn: true, again: moves || this.#feed.hasChanges() };
  }

  #situation(sample: Sample, nowMs: number): WatchSituation {
    const { status, state } = sample;
    if (status === 'no-session') this.#askStored();
    else if (status !== 'no-relay') this.#stored = null;
    const relayMs = this.#connection.clock.at(nowMs) ?? Date.now();
    const origin = this.#feed.session?.originMs ?? null;
    const board = this.#timingOf(sample);
    const situation = situationOf({
      status,
      wasConnected: this.#wasConnected,
      inPits: state.inPitLane === true || state.inPit === true,
      follows: this.#target.session === 'live',
      driver: this.#target.driver ?? this.#sessionInfoOf(sample).driverName ?? null,
      lap: state.lap ?? null,
      lastLap: lastLapOf(board, state, origin),
      heardAtMs:
        this.#stored?.heardAtMs ??
        (origin === null || state.t === undefined ? null : origin + state.t),
      nowMs: relayMs,
      refusal: this.#connection.refusal,
    });
    // After a lost connection the page keeps showing the last situation.
    if (situation.mode === 'lost' && this.#lastMode === 'rest')
      return { ...situation, mode: 'rest' };
    if (situation.mode !== 'lost') this.#lastMode = situation.mode;
    return situation;
  }

  #drive({ mode }: WatchSituation): ShownDrive {
    if (this.#stored !== null) return 'stored';
    if (mode === 'start' || mode === 'lost' || this.#feed.session !== null) return 'running';
    return this.#target.session === 'live' ? 'nobody' : 'unknown';
  }

  #sessionInfoOf(sample: Sample): Sample['sessionInfo'] {
    return this.#stored?.info ?? sample.sessionInfo;
  }

  #timingOf(sample: Sample): Sample['board'] {
    return this.#stored?.timing ?? sample.board ?? emptyBoard;
  }

  /** Once per period in which nobody drives. */
  #askStored(): void {
    if (this.#storedAsked) return;
    this.#storedAsked = true;
    const { session, driver } = this.#target;
    void storedDrive(session, driver).then((stored) => {
      if (this.#feed.session !== null) return;
      this.#stored = stored;
      this.#loop.wake();
    });
  }

  #announce({ board }: Sample): void {
    this.#storedAsked = false;
    const lap = board.laps.find((one) => one.lap === this.#announcedLap);
    if (lap === undefined) return;
    this.#announcedLap = null;
    const sentence = lapSentence(lap, board);
    if (sentence !== null) this.#announcement(sentence);
  }
}

/** Shows the state from the relay's `welcome` before the first frame, for a page that opens while the car stands. */
function seenAtOnce(sample: Sample): Sample {
  const { t = null } = sample.state;
  return sample.t === null && t !== null ? { ...sample, t } : sample;
}

/** Driver, place and situation. */
class HeaderView {
  readonly #text = texters('', [
    'driver',
    'where',
    'word',
    'rest-title',
    'rest-before',
    'rest-next',
  ]);
  readonly #mode = marker(document.body, 'mode');
  readonly #tone = marker(byId('word').parentElement!, 'tone');
  readonly #showRest = shower(byId('rest'));
  readonly #showLive = shower(byId('rest-live'));

  show(situation: WatchSituation, sessionInfo: Sample['sessionInfo'], isFixed: boolean): void {
    const { driverName, car, track, trackConfiguration } = sessionInfo;
    const where = [
      car === undefined ? '' : prettyName(car),
      track === undefined ? '' : prettyTrack(track, trackConfiguration ?? ''),
    ].filter((part) => part !== '');
    this.#text.driver(driverName ?? 'Sequential');
    this.#text.where(where.join(' · ') || 'Live telemetry');
    const title = [driverName, where.at(-1), 'Sequential'].filter((part) => part !== undefined);
    if (document.title !== title.join(' · ')) document.title = title.join(' · ');
    this.#text.word(situation.word);
    this.#tone(situation.tone);
    this.#mode(situation.mode);
    this.#showRest(situation.mode === 'rest');
    this.#text['rest-title'](situation.title);
    this.#text['rest-before'](situation.before);
    this.#text['rest-next'](situation.next);
    this.#showLive(isFixed);
  }
}
