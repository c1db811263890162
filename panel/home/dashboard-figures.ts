/** The figures of the dashboard in the home room, each with its unit. Pure. */
import { prettyTrack } from '../../protocol/name.ts';
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
    { name: 'Car', value: word(readable(session?.car ?? null)) },
    { name: 'Track', value: word(prettyTrack(session?.track ?? '')) },
    { name: 'Lap', value: isOn && session.lap !== null ? String(session.lap) : none },
  ];
}

function streamFigures({ status, pictureMs }: DashboardInput): DashboardFigure[] {
  const session = liveSession(status);
  const agent = liveAgent(status);
  const moving = session?.status === 'driving' ? session : null;
  return [
    moving === null
      ? { name: 'Agent', value: agent === undefined ? 'Away' : 'Ready' }
      : {
          name: 'Agent',
          value: moving.framesPerSecond.toFixed(0),
          unit: 'frames/s',
          tone: 'good',
        },
    moving === null || moving.ageMs === null
      ? { name: 'Newest frame', value: none }
      : { name: 'Newest frame', value: rounded(moving.ageMs), unit: 'ms old' },
    moving === null || pictureMs === null
      ? { name: 'Picture', value: none }
      : {
          name: 'Picture',
          value: rounded(pictureMs),
          unit: 'ms old',
          note: 'in the preview below',
        },
  ];
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
    viewersFigure(known),
    databaseFigure(known),
    obsFigure(known),
  ];
}
