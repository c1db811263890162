/** The figures of the dashboard in the home room, each with its unit. Pure. */
import type { CarSourceName } from '../../protocol/cars.ts';
import { prettyTrack } from '../../protocol/readable-name.ts';
import type {
  ObsStatus,
  RecorderStats,
  RelayStatus,
  ViewerInfo,
} from '../../protocol/relay-answers.ts';
import { obsTone, obsWord } from '../core/obs.ts';
import { liveAgent, liveSession, readable, type Tone } from '../core/status.ts';

export interface DashboardFigure {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  /** Smaller, below. */
  readonly note?: string;
  readonly tone?: Tone;
}

/** null: not known. */
export interface DashboardInput {
  readonly status: RelayStatus;
  readonly obs: ObsStatus | null;
  readonly viewers: readonly ViewerInfo[] | null;
  /** Age of the frame that the preview in this room shows, ms. */
  readonly pictureMs: number | null;
}

const none = '–';

/** The program whose in-game app shows the other cars. */
const carSourceTitles: Readonly<Record<CarSourceName, string>> = {
  agents: 'other agents',
  server: 'the dedicated server',
  app: 'the app in the game',
  'simhub-v2': 'SimHub',
  simhub: 'SimHub',
  crewchief: 'CrewChief',
};

const storeTitles: Readonly<Record<RecorderStats['store'], string>> = {
  none: 'Off',
  sqlite: 'SQLite',
  postgres: 'PostgreSQL',
};

function rounded(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

function driveFigures({ status }: DashboardInput): DashboardFigure[] {
  const session = liveSession(status);
  const isOn = session !== undefined && session.status !== 'ended';
  const word = (text: string): string => (isOn && text !== '' ? text : none);
  return [
    { name: 'Driver', value: word(session?.driver ?? '') },
    { name: 'Car', value: word(readable(session?.car ?? null)) },
    { name: 'Track', value: word(prettyTrack(session?.track ?? '')) },
    { name: 'Lap', value: isOn && session.lap !== null ? String(session.lap) : none },
  ];
}

/**
 * The age of the picture where it is known, else of the newest frame at the relay. Never both: they are measured at
 * different moments, so the frame may seem older than the picture that shows it.
 */
function delayFigure(ageMs: number | null, pictureMs: number | null): DashboardFigure {
  if (pictureMs !== null) {
    const note = 'in the preview below';
    return { name: 'Picture', value: rounded(Math.max(pictureMs, 0)), unit: 'ms old', note };
  }
  return ageMs === null
    ? { name: 'Picture', value: none }
    : { name: 'Newest frame', value: rounded(ageMs), unit: 'ms old' };
}

function streamFigures({ status, pictureMs }: DashboardInput): DashboardFigure[] {
  const session = liveSession(status);
  const agent = liveAgent(status);
  if (session?.status !== 'driving') {
    return [
      { name: 'Agent', value: agent === undefined ? 'Away' : 'Ready' },
      { name: 'Picture', value: none },
    ];
  }
  return [
    {
      name: 'Agent',
      value: session.framesPerSecond.toFixed(0),
      unit: 'frames/s',
      tone: 'good',
    },
    delayFigure(session.ageMs, pictureMs),
  ];
}

/** The session's cars, the driver's own included. */
function carsFigure({ status }: DashboardInput): DashboardFigure {
  const cars = liveSession(status)?.cars ?? null;
  if (cars === null) {
    return { name: 'Cars', value: none, note: 'SimHub or CrewChief shows the others' };
  }
  const note = `from ${carSourceTitles[cars.source]}`;
  return { name: 'Cars', value: String(cars.count), note, tone: 'good' };
}

function viewersFigure({ status, viewers }: DashboardInput): DashboardFigure {
  if (viewers === null) return { name: 'Viewers', value: String(status.viewers) };
  const inObs = viewers.filter(({ isObs }) => isObs).length;
  const others = viewers.length - inObs;
  const note = others === 0 ? '' : `${others} elsewhere, including previews`;
  return {
    name: 'Viewers',
    value: String(inObs),
    unit: 'in OBS',
    ...(note === '' ? {} : { note }),
    ...(inObs > 0 ? { tone: 'good' } : {}),
  };
}

function databaseFigure({ status: { recorder } }: DashboardInput): DashboardFigure {
  const value = storeTitles[recorder.store];
  if (recorder.store === 'none') return { name: 'Laps stored', value };
  if (recorder.state !== 'ok') {
    return { name: 'Laps stored', value, note: recorder.state, tone: 'bad' };
  }
  return { name: 'Laps stored', value, tone: 'good' };
}

function obsFigure({ obs }: DashboardInput): DashboardFigure {
  if (obs === null) return { name: 'OBS', value: none };
  const value = obsWord(obs.state);
  if (obs.state === 'connected') {
    const scene = obs.programScene === null ? {} : { note: `scene: ${obs.programScene}` };
    return { name: 'OBS', value, tone: 'good', ...scene };
  }
  return { name: 'OBS', value, tone: obsTone(obs.state) };
}

export function dashboardFigures(known: DashboardInput): DashboardFigure[] {
  return [
    ...driveFigures(known),
    ...streamFigures(known),
    carsFigure(known),
    viewersFigure(known),
    databaseFigure(known),
    obsFigure(known),
  ];
}
