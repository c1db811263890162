/** Problems and open steps, each with what to do next, the worst first. Pure. */
import type { OlderFolder } from '../../protocol/program-answers.ts';
import type { ObsStatus, RelayStatus, ViewerInfo } from '../../protocol/relay-answers.ts';
import { obsTone } from '../core/obs.ts';
import { hashOf, homeName } from '../core/route.ts';
import { liveSession, type StatusNow, type Tone } from '../core/status.ts';
import { gameState } from './game-state.ts';

export interface HomeFinding {
  readonly id: string;
  /** `bad`: broken · `wait`: will solve itself or needs a step · `idle`: good to know. */
  readonly tone: Exclude<Tone, 'good'>;
  readonly title: string;
  /** What to do now. */
  readonly step: string;
  /** Where to do it. */
  readonly link?: { readonly title: string; readonly hash: string };
  /** Entering the token or the admin key solves it. */
  readonly needsKey?: true;
}

export interface FindingsInput {
  readonly status: StatusNow;
  /** null: not known. */
  readonly obs: ObsStatus | null;
  readonly viewers: readonly ViewerInfo[] | null;
  /** Folders of older versions that are still offered. */
  readonly older: readonly OlderFolder[];
}

/** Below this rate, viewers see stutter, frames a second. */
const fewFrames = 20;
/** Above this age, viewers see a delay, ms. */
const oldMs = 500;
/** The measured rate is reliable after this many frames. */
const firstFrames = 120;

function gameFinding(status: RelayStatus): HomeFinding[] {
  const { tone, title, about, step } = gameState(status);
  if (step === null || tone === 'good') return [];
  return [{ id: 'game', tone, title, step: [about, step].filter((one) => one !== '').join(' ') }];
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
        step: `Overlays show the one that began last: ${contest.shown}. Frames of ${others} are stored but not shown. Stop one of them, or start one with another --session.`,
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
      step: 'The PC is busy or the network is slow. Limit the frame rate of the game, and check that --hz is not too low.',
    });
  }
  if (session.ageMs !== null && session.ageMs > oldMs) {
    found.push({
      id: 'age',
      tone: 'wait',
      title: `Frames arrive ${(session.ageMs / 1000).toFixed(1)} s late`,
      step: 'The network between the agent and this PC is slow. Use a cable, and --batch auto.',
    });
  }
  return found;
}

/** At most this many refused publishers are listed: one publisher fails in one or two ways. */
const refusedShown = 3;
/** A refusal is current for this long, ms. */
const freshMs = 30_000;

function refusedFindings({ refused }: RelayStatus): HomeFinding[] {
  return refused
    .slice(0, refusedShown)
    .map(({ code, remoteAddress, sessionID, message, count, agoMs }) => {
      const isAccepted = code === 'fields-left-out';
      const who =
        sessionID === null
          ? `A publisher at ${remoteAddress}`
          : `“${sessionID}” from ${remoteAddress}`;
      const often = count === 1 ? 'once' : `${count} times`;
      return {
        id: `publisher ${code} ${remoteAddress} ${sessionID ?? ''}`,
        tone: isAccepted ? 'idle' : agoMs <= freshMs ? 'bad' : 'wait',
        title: isAccepted ? 'Fields of a publisher are left out' : 'A publisher is refused',
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
        title: 'Laps are not stored',
        step: 'The database is switched off (--db none).',
      },
    ];
  }
  const found: HomeFinding[] = [];
  if (recorder.state === 'away') {
    found.push({
      id: 'store',
      tone: 'bad',
      title: 'The database does not answer',
      step: `${recorder.detail ?? ''} Laps driven meanwhile are stored once it answers again.`.trim(),
    });
  }
  if (recorder.framesDropped > 0) {
    found.push({
      id: 'store-dropped',
      tone: 'bad',
      title: `${recorder.framesDropped} frames were not stored`,
      step: 'The database did not answer for longer than frames can be kept in memory. The laps of that time have gaps.',
    });
  }
  return found;
}

/** Of a relay that works with others. */
function backplaneFindings({ backplane }: RelayStatus): HomeFinding[] {
  if (backplane === undefined || backplane.isConnected) return [];
  const step = `${backplane.problem ?? ''} Viewers of sessions that are published here notice nothing; those of other relays see the picture stand still.`;
  return [
    {
      id: 'backplane',
      tone: 'bad',
      title: 'The other relays cannot be reached',
      step: step.trim(),
    },
  ];
}

const toObs = { title: 'OBS settings', hash: hashOf('obs') };

function obsFindings(obs: ObsStatus): HomeFinding[] {
  if (obs.state === 'off') {
    const step =
      'Overlays work without a connection. With one, the panel adds overlays to your scenes, and rules switch scenes and save replays.';
    return [
      {
        id: 'obs',
        tone: 'idle',
        title: 'OBS is not connected',
        step,
        link: { title: 'Connect OBS', hash: hashOf('obs') },
      },
    ];
  }
  if (obs.state !== 'connected') {
    const title =
      obs.state === 'wrong-password' ? 'OBS refused the password' : 'OBS does not answer';
    const tone = obsTone(obs.state) === 'bad' ? 'bad' : 'idle';
    return [{ id: 'obs', tone, title, step: obs.sentence, link: toObs }];
  }
  const found: HomeFinding[] = obs.problems.map(({ rule, severity, sentence }) => ({
    id: `rule ${rule ?? ''} ${sentence}`,
    tone: severity === 'error' ? 'bad' : 'wait',
    title: rule === undefined ? 'OBS' : `Rule “${rule}” would fail`,
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

function sourceFinding({ viewers }: FindingsInput): HomeFinding[] {
  if (viewers === null || viewers.some(({ isObs }) => isObs)) return [];
  return [
    {
      id: 'no-overlay',
      tone: 'idle',
      title: 'OBS shows no overlay',
      step: 'Add an overlay. If OBS already has one, start OBS.',
      link: { title: 'Add an overlay in three steps', hash: hashOf(homeName, 'first-run') },
    },
  ];
}

const partWords: Readonly<Record<OlderFolder['parts'][number]['name'], string>> = {
  laps: 'laps',
  themes: 'themes',
  layouts: 'layouts',
  maps: 'track maps',
  settings: 'settings',
};

const listed = new Intl.ListFormat('en', { type: 'conjunction' });

/** One line for all: the room Settings lists them. */
function olderFindings({ older }: FindingsInput): HomeFinding[] {
  const [first] = older;
  if (first === undefined) return [];
  const name = first.version === null ? 'An older Sequential' : `Sequential ${first.version}`;
  const parts = new Set(older.flatMap((folder) => folder.parts.map((part) => part.name)));
  const words = listed.format([...parts].map((part) => partWords[part]));
  return [
    {
      id: 'older',
      tone: 'idle',
      title:
        older.length === 1
          ? `${name} is on this PC`
          : `${older.length} older versions of Sequential are on this PC`,
      step: `You can take over ${words}. What you have here stays.`,
      link: { title: 'Take over or dismiss', hash: hashOf('settings', 'backup') },
    },
  ];
}

/** Findings that the three steps show themselves. */
const ofSetUp: ReadonlySet<string> = new Set(['game', 'obs', 'no-overlay']);

/** What is left to do while the three steps are shown. */
export function withoutSetUp(findings: readonly HomeFinding[]): HomeFinding[] {
  return findings.filter(({ id }) => !ofSetUp.has(id));
}

const rank: Readonly<Record<HomeFinding['tone'], number>> = { bad: 0, wait: 1, idle: 2 };

/** Why there is no status. */
const unanswered: Readonly<Record<'away' | 'other' | 'refused', HomeFinding>> = {
  away: {
    id: 'away',
    tone: 'bad',
    title: 'Sequential does not answer',
    step: 'Start Sequential again. This page and the overlays in OBS reconnect automatically. If its port was changed, open the panel again from its icon or the Start menu.',
  },
  other: {
    id: 'other',
    tone: 'bad',
    title: 'Another web page answers instead of Sequential',
    step: 'A tunnel or proxy shows its own page first. Open this address in another tab, confirm that page, then come back.',
  },
  refused: {
    id: 'refused',
    tone: 'wait',
    title: 'This browser may only view overlays',
    step: 'Status and settings need the token: open the address that Sequential prints when it starts. On another computer, enter the admin key.',
    needsKey: true,
  },
};

export function findingsOf(input: FindingsInput): HomeFinding[] {
  const { status, obs } = input;
  if (status === 'asking') return [];
  if (typeof status === 'string') return [unanswered[status]];
  const found = [
    ...gameFinding(status),
    ...contestFindings(status),
    ...streamFindings(status),
    ...refusedFindings(status),
    ...storeFindings(status),
    ...backplaneFindings(status),
    ...(obs === null ? [] : obsFindings(obs)),
    ...sourceFinding(input),
    ...olderFindings(input),
  ];
  return found.sort((a, b) => rank[a.tone] - rank[b.tone]);
}

/** What the home room says of problems and steps. */
export type ToDoNow =
  /** The three steps say everything, or it is not known yet whether they are shown. */
  | { readonly kind: 'hidden' }
  /** An answer is missing, so nobody knows whether something is wrong. */
  | { readonly kind: 'checking' }
  | { readonly kind: 'all-well' }
  | { readonly kind: 'findings'; readonly findings: readonly HomeFinding[] };

/** @param setUp whether the three steps are shown; null: not known yet */
export function toDoNow(
  input: FindingsInput,
  setUp: { readonly isShown: boolean } | null,
): ToDoNow {
  if (setUp === null) return { kind: 'hidden' };
  const found = findingsOf(input);
  const findings = setUp.isShown ? withoutSetUp(found) : found;
  if (findings.length > 0) return { kind: 'findings', findings };
  if (setUp.isShown) return { kind: 'hidden' };
  const { status, obs, viewers } = input;
  const isAnswered = status !== 'asking' && obs !== null && viewers !== null;
  return { kind: isAnswered ? 'all-well' : 'checking' };
}
