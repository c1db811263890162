/** A cluster under load whose servers are killed one after the other: what viewers notice, and what the database has. */
import type {
  ClusterPublisherOrder,
  ClusterPublisherReport,
  DrivenSession,
} from './cluster-publishers.ts';
import { ClusterRig, type RigOptions } from './cluster-rig.ts';
import type { ClusterViewerOrder, ClusterViewerReport, Silence } from './cluster-viewers.ts';
import { ForkedProcess } from './forked-process.ts';
import { wait } from './programs.ts';

type Viewers = ForkedProcess<ClusterViewerOrder, ClusterViewerReport>;
type Publishers = ForkedProcess<ClusterPublisherOrder, ClusterPublisherReport>;

export interface ClusterLoad {
  readonly publishers: number;
  readonly viewers: number;
  /** Frames a second of each publisher. */
  readonly hz: number;
  /** How long publishers can drive, s. */
  readonly seconds: number;
}

/** What viewers noticed of a kill. */
export interface KillReport {
  /** The longest time without a frame of each viewer that the kill concerned, ms. */
  readonly silencesMs: readonly number[];
  /** The same of the other viewers, ms. */
  readonly othersMs: readonly number[];
}

/** What became of the frames. */
export interface ClusterEnd {
  readonly added: number;
  /** In the database, each packet once. */
  readonly stored: number;
  readonly lost: number;
  readonly doubled: number;
  /** Frames at any viewer that were not newer than the one before. */
  readonly outOfOrder: number;
  readonly viewersOpen: number;
  readonly framesSeen: number;
}

export class ClusterRun {
  readonly rig: ClusterRig;
  readonly #load: ClusterLoad;
  readonly #viewers: Viewers;
  readonly #publishers: Publishers;

  private constructor(
    rig: ClusterRig,
    load: ClusterLoad,
    viewers: Viewers,
    publishers: Publishers,
  ) {
    this.rig = rig;
    this.#load = load;
    this.#viewers = viewers;
    this.#publishers = publishers;
  }

  static async start(options: RigOptions, load: ClusterLoad): Promise<ClusterRun> {
    const rig = await ClusterRig.start(options);
    const opened: { stop(): Promise<void> }[] = [];
    try {
      const publishers: Publishers = await ForkedProcess.start('cluster-publishers.ts');
      opened.push(publishers);
      const viewers: Viewers = await ForkedProcess.start('cluster-viewers.ts');
      opened.push(viewers);
      const { ports } = rig;
      const { hz, seconds } = load;
      const count = load.publishers;
      const driven = await publishers.ask({ type: 'open', count, ports, hz, seconds });
      const sessions = driven.map(({ sessionID }) => sessionID);
      await viewers.ask({ type: 'open', count: load.viewers, ports, sessions });
      return new ClusterRun(rig, load, viewers, publishers);
    } catch (error) {
      for (const one of opened) await one.stop();
      await rig.stop();
      throw error;
    }
  }

  sessions(): Promise<readonly DrivenSession[]> {
    return this.#publishers.ask({ type: 'report' });
  }

  viewers(): Promise<ClusterViewerReport> {
    return this.#viewers.ask({ type: 'report' });
  }

  mark(): Promise<ClusterViewerReport> {
    return this.#viewers.ask({ type: 'mark' });
  }

  /** Kills the relay that owns the most sessions, and starts it again when all goes on without it. */
  async killOwner(waitMs: number): Promise<KillReport> {
    const sessions = await this.sessions();
    const owned = this.rig.relays.map((_, i) => sessions.filter(({ relay }) => relay === i).length);
    const killed = owned.indexOf(Math.max(...owned));
    const concerned = new Set(
      sessions.filter(({ relay }) => relay === killed).map(({ sessionID }) => sessionID),
    );
    const report = await this.#kill(
      () => this.rig.relays[killed]!.server.end('SIGKILL'),
      ({ session, relay }) => relay === killed || concerned.has(session),
      waitMs,
    );
    await this.rig.relays[killed]!.server.start();
    return report;
  }

  /** Kills NATS and starts it again after a moment. Viewers of other relays' sessions are concerned. */
  async killNats(waitMs: number): Promise<KillReport> {
    const owners = new Map(
      (await this.sessions()).map(({ sessionID, relay }) => [sessionID, relay]),
    );
    return this.#kill(
      async () => {
        await this.rig.nats.end('SIGKILL');
        await this.rig.nats.start();
      },
      ({ session, relay }) => owners.get(session) !== relay,
      waitMs,
    );
  }

  /** Kills PostgreSQL and starts it again after a moment. No viewer is concerned. */
  async killPostgres(waitMs: number): Promise<KillReport> {
    return this.#kill(
      async () => {
        await this.rig.postgres!.kill();
        await this.rig.postgres!.start();
      },
      () => false,
      waitMs,
    );
  }

  async #kill(
    kill: () => Promise<void>,
    isConcerned: (silence: Silence) => boolean,
    waitMs: number,
  ): Promise<KillReport> {
    await this.mark();
    await kill();
    await wait(waitMs);
    const { silences } = await this.viewers();
    const of = (wanted: boolean): number[] =>
      silences.filter((one) => isConcerned(one) === wanted).map(({ longestMs }) => longestMs);
    return { silencesMs: of(true), othersMs: of(false) };
  }

  /** Resolves when every relay hears all others. */
  isWhole(): Promise<void> {
    const others = this.rig.relays.length - 1;
    return this.#each('every relay hears the others', ({ backplane }) => {
      const { isConnected, otherRelays } = backplane as Record<string, unknown>;
      return isConnected === true && otherRelays === others;
    });
  }

  /**
   * Resolves when every relay that has publishers has stored frames since now, and few wait. A relay that was killed has none
   * until another one ends.
   */
  async isStoring(): Promise<void> {
    const framesMax = this.#load.publishers * this.#load.hz * 2;
    const owning = new Set((await this.sessions()).map(({ relay }) => relay));
    const before = new Map<string, number>();
    await this.#each('every relay with publishers stores frames', ({ instance, recorder }, i) => {
      if (!owning.has(i)) return true;
      const { state, framesWaiting, framesStored } = recorder as Record<string, unknown>;
      const stored = Number(framesStored);
      const first = before.get(String(instance)) ?? stored;
      before.set(String(instance), first);
      return state === 'ok' && stored > first && Number(framesWaiting) <= framesMax;
    });
  }

  /** @param holds gets the health of a relay, and its index */
  async #each(
    what: string,
    holds: (health: Record<string, unknown>, relay: number) => boolean,
  ): Promise<void> {
    const deadlineMs = performance.now() + 30_000;
    for (const [i, relay] of this.rig.relays.entries()) {
      for (;;) {
        const health = await this.rig.health(relay);
        if (health !== null && holds(health, i)) break;
        if (performance.now() > deadlineMs) throw new Error(`In vain: ${what}`);
        await wait(20);
      }
    }
  }

  /** Publishers end, and the database is counted. */
  async finish(): Promise<ClusterEnd> {
    const sessions = await this.#publishers.ask({ type: 'finish' });
    const seen = await this.viewers();
    const stored = await this.rig.stored();
    let lost = 0;
    let doubled = 0;
    for (const { sessionID, added } of sessions) {
      const { frames = 0, different = 0 } = stored.get(sessionID) ?? {};
      lost += added - different;
      doubled += frames - different;
    }
    const sum = (read: (one: DrivenSession) => number): number =>
      sessions.reduce((total, one) => total + read(one), 0);
    return {
      added: sum(({ added }) => added),
      stored: [...stored.values()].reduce((total, { different }) => total + different, 0),
      lost,
      doubled,
      outOfOrder: seen.outOfOrder,
      viewersOpen: seen.open,
      framesSeen: seen.frames,
    };
  }

  get load(): ClusterLoad {
    return this.#load;
  }

  async stop(): Promise<void> {
    await this.#publishers.stop();
    await this.#viewers.stop();
    await this.rig.stop();
  }
}
