/**
 * A long race in time-lapse: eight hours of driving go through the relay into a database while viewers come and go, the
 * agent publishes the demo car in real time, and the panel and a layout of six overlays are open. Memory must not grow.
 */
import type { Page } from 'playwright-core';
import type { RelayStatus } from '../../protocol/relay-answers.ts';
import { freePort } from '../processes.ts';
import { driveLaps } from '../stored-laps.ts';
import { inBrowser, pageHeapMb } from './browser-cost.ts';
import { type Driving, whileDriving } from './driving.ts';
import { ForkedProcess } from './forked-process.ts';
import { inspectorFlags, ProgramHeap } from './program-heap.ts';
import { residentMb, wait } from './programs.ts';
import type { Context, Figure, Section } from './section.ts';
import { slopeOf } from './statistics.ts';
import type { ViewerOrder, ViewerReport } from './viewer-process.ts';

const hours = 8;
const usualMinutes = 8;
/** A lap of the demo car, s. */
const lapS = 109;
/** Laps between two readings of memory. */
const lapsAReading = 8;
/** Compiled code and lists of laps have their final size after this share of the way. */
const warmUpShare = 0.25;
/** The demo car's frames of a few seconds, which always wait. */
const waitingMax = 300;
const session = 'SOAK';
const layout = {
  name: 'soak',
  title: 'Soak',
  items: ['tachometer', 'pedals', 'trace', 'lap-list', 'delta', 'track-map'].map((overlay, i) => ({
    overlay,
    x: (i % 3) * 640,
    y: Math.floor(i / 3) * 540,
    width: 600,
    height: 500,
    parameters: { show: 'always' },
  })),
};

/** Memory at one moment of the drive, MB. */
interface Reading {
  readonly hour: number;
  readonly mb: Readonly<Record<string, number>>;
}

function figuresOf(readings: readonly Reading[]): Figure[] {
  const steady = readings.filter(({ hour }) => hour >= warmUpShare * hours);
  return Object.keys(readings[0]?.mb ?? {}).flatMap((name): Figure[] => [
    {
      what: `${name}: growth an hour of driving`,
      unit: 'MB',
      value: slopeOf(steady.map(({ hour, mb }) => ({ x: hour, y: mb[name]! }))),
      ...(name.endsWith('heap') ? { aim: { atMost: 0.1 } } : {}),
    },
    { what: `${name}: at the end`, unit: 'MB', value: readings.at(-1)!.mb[name]! },
  ]);
}

/** Ten viewers leave and ten come: plain clients and pages, near and far. */
async function replaceViewers(
  viewers: ForkedProcess<ViewerOrder, ViewerReport>,
  port: number,
  turn: number,
): Promise<void> {
  await viewers.ask({ type: 'close', count: 10 });
  const page = turn % 2 === 0 ? { channels: ['rpms', 'gear'], hz: 60 } : null;
  const options = { port, session: 'live', page, isRemote: turn % 3 === 0 };
  await viewers.ask({ type: 'open', count: 10, options });
}

async function openPages(
  newPage: () => Promise<Page>,
  { url, token }: Driving['relay'],
): Promise<{ layoutPage: Page; panel: Page }> {
  const response = await fetch(`${url}/api/layouts/${layout.name}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify(layout),
  });
  if (!response.ok) throw new Error(`The relay did not store the layout: ${response.status}.`);
  const layoutPage = await newPage();
  await layoutPage.goto(`${url}/overlays/layout/${layout.name}?session=${session}`);
  const panel = await newPage();
  await panel.goto(`${url}/#token=${token}`);
  return { layoutPage, panel };
}

/**
 * Waits until the database has nearly all. Hours that are driven in minutes come faster than it stores them, and frames
 * that wait for it are not growth.
 */
async function untilStored({ url, token }: Driving['relay']): Promise<void> {
  for (;;) {
    const headers = { Authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/api/status`, { headers });
    const { recorder } = (await response.json()) as RelayStatus;
    if (recorder.framesWaiting < waitingMax) return;
    await wait(100);
  }
}

async function measure({ program, minutes, note }: Context): Promise<Figure[]> {
  const ms = (minutes ?? usualMinutes) * 60_000;
  const [relayPort, agentPort] = [await freePort(), await freePort()];
  const options = {
    relayWords: ['--db', 'sqlite:soak.db'],
    agentWords: ['--session', 'DEMO'],
    relayFlags: inspectorFlags(relayPort),
    agentFlags: inspectorFlags(agentPort),
  };
  return inBrowser((browser) =>
    whileDriving(program, options, async ({ relay, agent }) => {
      const viewers = await ForkedProcess.start<ViewerOrder, ViewerReport>('viewer-process.ts');
      const [relayHeap, agentHeap] = [
        await ProgramHeap.open(relayPort),
        await ProgramHeap.open(agentPort),
      ];
      try {
        const view = { viewport: { width: 960, height: 540 } };
        const { layoutPage, panel } = await openPages(() => browser.newPage(view), relay);
        for (let i = 0; i < 5; i++) await replaceViewers(viewers, relay.port, i);
        const readings: Reading[] = [];
        const startedMs = performance.now();
        let laps = 0;
        const drive = {
          sessionID: session,
          facts: {},
          seed: 11,
          laps: Math.round((hours * 3_600) / lapS),
          hz: 60,
        };
        await driveLaps(relay.url, drive, async (drivenS) => {
          const hour = drivenS / 3_600;
          laps++;
          await replaceViewers(viewers, relay.port, laps);
          await wait(startedMs + (hour / hours) * ms - performance.now());
          if (laps % lapsAReading !== 0) return;
          await untilStored(relay);
          const mb = {
            'relay, heap': await relayHeap.usedMb(),
            'relay, resident': residentMb(relay.pid),
            'agent, heap': await agentHeap.usedMb(),
            'agent, resident': residentMb(agent.pid),
            'layout page, heap': await pageHeapMb(layoutPage),
            'panel, heap': await pageHeapMb(panel),
          };
          readings.push({ hour, mb });
          note(`${hour.toFixed(1)} hours driven`);
        });
        return figuresOf(readings);
      } finally {
        relayHeap.close();
        agentHeap.close();
        await viewers.stop();
      }
    }),
  );
}

export const soak: Section = {
  name: 'soak',
  title: 'Eight hours of driving: does memory grow?',
  method: `Eight hours in time-lapse (${usualMinutes} minutes, or --minutes), published to a relay with SQLite beside the agent's demo car; fifty viewers, ten of them replaced after every lap; a layout of six overlays and the panel are open. Growth is the slope over the last three quarters, by least squares; heaps after garbage collection, once the database has caught up.`,
  onlyByName: true,
  measure,
};
