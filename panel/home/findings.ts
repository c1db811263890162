/** What is wrong or still to do, each with the next step in plain words, the worst first. Pure. */
import { type ObsNow, obsTone } from '../core/obs.ts';
import { hashOf, homeName } from '../core/route.ts';
import {
  liveAgent,
  liveSession,
  type RelayStatus,
  type StatusNow,
  type Tone,
} from '../core/status.ts';
import type { ViewerNow } from './viewers.ts';

export interface HomeFinding {
  readonly id: string;
  /** `bad`: broken · `wait`: something is to be done or will come · `idle`: worth knowing. */
  readonly tone: Exclude<Tone, 'good'>;
  readonly title: string;
  /** What to do now. */
  readonly step: string;
  /** Where to do it. */
  readonly link?: { readonly title: string; readonly hash: string };
  /** It is done by entering the token or the admin key. */
  readonly needsKey?: true;
}

export interface Seen {
  readonly status: StatusNow;
  /** null: not known. */
  readonly obs: ObsNow | null;
  readonly viewers: readonly ViewerNow[] | null;
}

/** Fewer frames a second than this are seen as stutter. */
const fewFrames = 20;
/** Frames older than this are seen as delay, ms. */
const oldMs = 500;
/** Before so many frames the rate says nothing. */
const firstFrames = 120;

function gameFinding(status: RelayStatus): HomeFinding[] {
  const agent = liveAgent(status);
  const session = liveSession(status);
  if (agent === undefined && session?.status !== 'driving') {
    return [
      {
        id: 'no-agent',
        tone: 'bad',
        title: 'Nothing reads the game',
        step: 'Start Sequential with npm start on the PC with the game. With two PCs, start the agent there, with the address of this one as --relay.',
      },
    ];
  }
  const state = session?.status === 'ended' ? agent?.status : (session?.status ?? agent?.status);
  const why = agent?.detail ? `${agent.detail} ` : '';
  switch (state) {
    case 'waiting':
      return [
        {
          id: 'game',
          tone: 'wait',
          title: 'The game is not there yet',
          step: `${why}Start Assetto Corsa and get into the car; everything else happens by itself.`,
        },
      ];
    case 'menu':
    case 'loading':
      return [
        {
          id: 'game',
          tone: 'idle',
          title: state === 'menu' ? 'The game is in its menu' : 'The game is loading',
          step: 'Get into the car.',
        },
      ];
    case 'agent-away':
      return [
        {
          id: 'agent-away',
          tone: 'bad',
          title: 'The agent is away',
          step: 'It was closed, or the connection broke. It reconnects by itself once it runs; nothing it has read is lost.',
        },
      ];
    default:
      return [];
  }
}

function contestFindings({ sessions }: RelayStatus): HomeFinding[] {
  return sessions.flatMap(({ sessionID, contest }) => {
    if (contest === null) return [];
    const others = contest.others.join(', ');
    return [
      {
        id: `contest ${sessionID}`,
        tone: 'bad' as const,
        title: `Several publishers send the session “${sessionID}”`,
        step: `The one that began last is shown: ${contest.shown}. Frames of ${others} are only stored. End one of them, or give one of them another --session.`,
      },
    ];
  });
}

function streamFindings(status: RelayStatus): HomeFinding[] {
  const session = liveSession(status);
  if (session?.status !== 'driving' || session.framesTaken < firstFrames) return [];
  const found: HomeFinding[] = [];
  const rate = Math.round(session.framesPerSecond);
  if (rate < fewFrames) {
    found.push({
      id: 'rate',
      tone: 'wait',
      title: `Only ${rate} frames a second arrive`,
      step: 'The PC is at its limit or the network is slow. Cap the frame rate of the game, and check that --hz is not set low.',
    });
  }
  if (session.ageMs !== null && session.ageMs > oldMs) {
    found.push({
      id: 'age',
      tone: 'wait',
      title: `What arrives is ${(session.ageMs / 1000).toFixed(1)} s old`,
      step: 'The network between the agent and this PC is slow. Use a cable, and --batch auto.',
    });
  }
  return found;
}

/** So many are told; who publishes wrongly does so in one or two ways. */
const refusedShown = 3;
/** A refusal is trouble of now when it is no older, ms. */
const freshMs = 30_000;

function refusedFindings({ refused }: RelayStatus): HomeFinding[] {
  return refused
    .slice(0, refusedShown)
    .map(({ code, remoteAddress, sessionID, message, count, agoMs }) => {
      const isTaken = code === 'fields-left-out';
      const who =
        sessionID === null
          ? `A publisher at ${remoteAddress}`
          : `“${sessionID}” from ${remoteAddress}`;
      const often = count === 1 ? 'once' : `${count} times`;
      return {
        id: `publisher ${code} ${remoteAddress} ${sessionID ?? ''}`,
        tone: isTaken ? 'idle' : agoMs <= freshMs ? 'bad' : 'wait',
        title: isTaken ? 'Fields of a publisher are left out' : 'A publisher is refused',
        step: `${who}, ${often}, the last time ${ago(agoMs)}: ${message}`,
      };
    });
}

function ago(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 2) return 'just now';
  return seconds < 120 ? `${seconds} s ago` : `${Math.round(seconds / 60)} minutes ago`;
}

function storeFindings({ recorder }: RelayStatus): HomeFinding[] {
  if (recorder.store === 'none') {
    return [
      {
        id: 'store-off',
        tone: 'idle',
        title: 'Laps are not kept',
        step: 'The database is switched off (--db none).',
      },
    ];
  }
  const found: HomeFinding[] = [];
  if (recorder.state === 'away') {
    found.push({
      id: 'store',
      tone: 'bad',
      title: 'The database is away',
      step: `${recorder.detail ?? ''} Laps driven meanwhile are written when it is back.`.trim(),
    });
  }
  if (recorder.framesDropped > 0) {
    found.push({
      id: 'store-dropped',
      tone: 'bad',
      title: `${recorder.framesDropped} frames were not kept`,
      step: 'The database was away for longer than the memory holds; laps of that time have holes.',
    });
  }
  return found;
}

const toObs = { title: 'To OBS', hash: hashOf('obs') };

function obsFindings(obs: ObsNow): HomeFinding[] {
  if (obs.state === 'off') {
    const step =
      'Overlays work without it. Connected, overlays add themselves to your scenes, and rules switch scenes and save replays.';
    return [
      {
        id: 'obs',
        tone: 'idle',
        title: 'OBS is not connected',
        step,
        link: { title: 'Connect it', hash: hashOf('obs') },
      },
    ];
  }
  if (obs.state !== 'connected') {
    const title = obs.state === 'wrong-password' ? 'OBS refused the password' : 'OBS is not there';
    const tone = obsTone(obs.state) === 'bad' ? 'bad' : 'idle';
    return [{ id: 'obs', tone, title, step: obs.sentence, link: toObs }];
  }
  const found: HomeFinding[] = obs.problems.map(({ rule, severity, sentence }) => ({
    id: `rule ${rule ?? ''} ${sentence}`,
    tone: severity === 'error' ? 'bad' : 'wait',
    title: rule === undefined ? 'About OBS' : `Rule “${rule}” would fail`,
    step: sentence,
    link: toObs,
  }));
  if (!obs.canAddSources) {
    found.push({
      id: 'obs-browser',
      tone: 'bad',
      title: 'This OBS cannot show web pages',
      step: 'Its browser source is missing. Install OBS from obsproject.com.',
    });
  }
  return found;
}

function sourceFinding({ viewers }: Seen): HomeFinding[] {
  if (viewers === null || viewers.some(({ isObs }) => isObs)) return [];
  return [
    {
      id: 'no-overlay',
      tone: 'idle',
      title: 'OBS shows no overlay now',
      step: 'Add one, or start OBS if it has some.',
      link: { title: 'Three steps', hash: hashOf(homeName, 'first-run') },
    },
  ];
}

const rank: Readonly<Record<HomeFinding['tone'], number>> = { bad: 0, wait: 1, idle: 2 };

export function findingsOf(seen: Seen): HomeFinding[] {
  const { status, obs } = seen;
  if (status === 'asking') return [];
  if (status === 'away') {
    return [
      {
        id: 'away',
        tone: 'bad',
        title: 'Sequential does not answer',
        step: 'Start it again with npm start in its folder. This page and the overlays in OBS connect by themselves.',
      },
    ];
  }
  if (status === 'other') {
    return [
      {
        id: 'other',
        tone: 'bad',
        title: 'A web page answers in place of Sequential',
        step: 'A tunnel or proxy on the way shows a page of its own. Open this address in another tab and let it pass, then come back.',
      },
    ];
  }
  if (status === 'refused') {
    return [
      {
        id: 'refused',
        tone: 'wait',
        title: 'This browser may look at overlays only',
        step: 'State and settings need the token: open the address that Sequential prints when it starts. From elsewhere, enter the admin key.',
        needsKey: true,
      },
    ];
  }
  const found = [
    ...gameFinding(status),
    ...contestFindings(status),
    ...streamFindings(status),
    ...refusedFindings(status),
    ...storeFindings(status),
    ...(obs === null ? [] : obsFindings(obs)),
    ...sourceFinding(seen),
  ];
  return found.sort((a, b) => rank[a.tone] - rank[b.tone]);
}
