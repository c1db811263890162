/** A dispatcher with a fake OBS behind it, for tests of what rules do: scenes, a banner, a text with a filter, a player. */
import type { RaceEvent, RaceEventName } from '../../../protocol/events.ts';
import { silentLog } from '../../../protocol/log.ts';
import type { Firing } from '../../../protocol/relay-answers.ts';
import { ObsConnection } from '../../../relay/obs/connection/obs-connection.ts';
import { Dispatcher } from '../../../relay/obs/rules/dispatcher.ts';
import { readRules } from '../../../relay/obs/rules/rule-schema.ts';
import { eachFixture } from '../../support/each-fixture.ts';
import { FakeObs } from '../../support/fake-obs.ts';
import { until } from '../../support/until.ts';

/** The fake OBS answers at once; a busy machine may hold it up for half a second. */
const timing = { callMs: 1_000, connectMs: 2_000, keepAliveMs: 50, retryMinMs: 10, retryMaxMs: 30 };

class RulesFixture {
  readonly fake = new FakeObs();
  readonly obs = new ObsConnection({ log: silentLog, timing });
  readonly dispatcher = new Dispatcher({ obs: this.obs, log: silentLog });
  #nextId = 1;

  async open(): Promise<void> {
    const { fake } = this;
    fake.scenes.set('Replay', []);
    fake.addItem('Race', 'Banner', false);
    fake.inputs.set('LastLap', {
      kind: 'text_ft2_source_v2',
      settings: { text: 'before' },
      filters: { Blur: { enabled: false, kind: 'blur', settings: { opacity: 0.2 } } },
    });
    fake.inputs.set('Player', { kind: 'ffmpeg_source', settings: {} });
    await fake.start();
    this.obs.configure({ url: fake.url });
    await until('OBS is connected', () => this.dispatcher.scene !== null);
  }

  async close(): Promise<void> {
    await this.dispatcher.close(0);
    await this.obs.close();
    await this.fake.stop(1006);
  }

  /** Rules called r0, r1, … in this order, for `lap-completed` unless another event is named. */
  rules(...list: { on?: RaceEventName; do: object[]; [key: string]: unknown }[]): void {
    const triggers = list.map((rule, i) => ({ name: `r${i}`, on: 'lap-completed', ...rule }));
    const read = readRules({ triggers });
    if (!read.ok) throw new Error(read.problems.join('\n'));
    this.dispatcher.setRules(read.rules);
  }

  happen(name: RaceEventName, more: Partial<RaceEvent> = {}): RaceEvent {
    const event: RaceEvent = { name, id: this.#nextId++, sessionID: 's', at: Date.now(), ...more };
    this.dispatcher.handleEvent(event, 'relay-1');
    return event;
  }

  lap(more: Partial<RaceEvent> = {}): RaceEvent {
    const usual = { lap: 5, lapTimeMs: 113_204, valid: true, driver: 'Ada' };
    return this.happen('lap-completed', { ...usual, ...more });
  }

  /** Waits for this number of completed firings and returns them, oldest first. */
  async fired(count: number): Promise<Firing[]> {
    const done = (): Firing[] =>
      this.dispatcher
        .history()
        .filter(({ outcome }) => outcome !== 'running')
        .toReversed();
    await until(`${count} firings`, () => done().length >= count);
    return done();
  }

  get bannerShown(): boolean {
    return this.fake.scenes.get('Race')!.find(({ source }) => source === 'Banner')!.enabled;
  }

  get text(): unknown {
    return this.fake.inputs.get('LastLap')!.settings.text;
  }

  get blur(): { enabled: boolean; settings: Record<string, unknown> } {
    return this.fake.inputs.get('LastLap')!.filters!.Blur!;
  }

  /** Reconnects, for what OBS sends only at the start of a connection. */
  async reconnect(): Promise<void> {
    this.obs.reconnect();
    await until('OBS is connected', () => this.obs.state.name === 'connected');
  }
}

export const eachRulesFixture = () => eachFixture(() => new RulesFixture());

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
