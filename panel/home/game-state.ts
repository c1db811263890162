/** What the game is doing, as the agent sees it, with what to do next. Pure. */
import { prettyTrack } from '../../protocol/readable-name.ts';
import type { RelayStatus } from '../../protocol/relay-answers.ts';
import { liveAgent, liveSession, readable, type Tone } from '../core/status.ts';

export interface GameSummary {
  readonly tone: Tone;
  readonly title: string;
  /** Driver, car and track; else what is known about the game's memory. Empty: nothing. */
  readonly about: string;
  /** What to do now; null: nothing. */
  readonly step: string | null;
}

/** The game that is read when no session has named one. */
const standardGame = 'Assetto Corsa';
const memoryIsThere = 'Its telemetry is there.';

export function gameState(status: RelayStatus): GameSummary {
  const agent = liveAgent(status);
  const session = liveSession(status);
  const state = session?.status === 'ended' ? agent?.status : (session?.status ?? agent?.status);
  const game = session?.game ?? standardGame;
  if (agent === undefined && state !== 'driving') {
    return {
      tone: 'bad',
      title: 'No agent is connected',
      about: '',
      step: 'Start Sequential on the PC with the game. With two PCs, start the agent on the gaming PC, with this PC’s address as --relay.',
    };
  }
  const who = [
    session?.driver ?? '',
    readable(session?.car ?? null),
    prettyTrack(session?.track ?? ''),
  ].filter((one) => one !== '');
  const about = who.length === 0 ? memoryIsThere : who.join(' · ');
  switch (state) {
    case 'waiting':
      return {
        tone: 'wait',
        title: `${game} is not running yet`,
        about: agent?.detail ?? '',
        step: `Start ${game} and get into the car. Everything else is automatic.`,
      };
    case 'loading':
      return {
        tone: 'idle',
        title: `${game} is loading`,
        about: agent?.detail ?? '',
        step: 'Get into the car.',
      };
    case 'menu':
      return { tone: 'idle', title: `${game} is in its menu`, about, step: 'Get into the car.' };
    case 'driving':
      return { tone: 'good', title: `${game}: driving`, about, step: null };
    case 'paused':
      return { tone: 'good', title: `${game} is paused`, about, step: null };
    case 'replay':
      return { tone: 'good', title: `${game} shows a replay`, about, step: 'Get into the car.' };
    case 'agent-away':
      return {
        tone: 'bad',
        title: 'The agent is disconnected',
        about: '',
        step: 'It was closed, or the connection broke. It reconnects automatically and loses no frames.',
      };
    default:
      return { tone: 'idle', title: `${game} has ended`, about: '', step: null };
  }
}
