/** The state of updates in words. Pure. */
import type {
  Distribution,
  OfferedRelease,
  UpdateHindrance,
  UpdateState,
  UpdateStatus,
} from '../../protocol/update-status.ts';
import type { Tone } from '../core/status.ts';

export const hindranceSentence: Readonly<Record<UpdateHindrance, string>> = {
  driving: 'Somebody is driving. Install the update afterwards.',
  streaming: 'OBS is streaming. Install the update afterwards.',
  recording: 'OBS is recording. Install the update afterwards.',
  'obs-silent': 'OBS does not say whether it streams or records. Install the update when it does.',
};

export interface StateWords {
  readonly tone: Tone;
  /** For the badge; null: there is nothing to say in a word. */
  readonly word: string | null;
  readonly sentence: string;
}

/** What the state means, in a sentence. */
export function stateWords({ state, version, request }: UpdateStatus): StateWords {
  if (request === null) {
    return {
      tone: 'idle',
      word: null,
      sentence: `You have version ${version}. This copy was made without an address for updates, so it cannot look for them.`,
    };
  }
  switch (state.kind) {
    case 'off':
      return { tone: 'idle', word: 'off', sentence: `You have version ${version}.` };
    case 'never-checked':
      return {
        tone: 'idle',
        word: null,
        sentence: `You have version ${version}. Check now to see whether there is a newer one.`,
      };
    case 'checking':
      return { tone: 'wait', word: 'checking', sentence: 'Looking for a newer release …' };
    case 'up-to-date':
      return {
        tone: 'good',
        word: 'up to date',
        sentence: `You have version ${version}, which is the newest.`,
      };
    case 'available':
      return {
        tone: 'wait',
        word: 'update available',
        sentence: `You have version ${version}. Version ${state.release.version} is available.`,
      };
    case 'downloading':
      return { tone: 'wait', word: 'downloading', sentence: downloadSentence(state) };
    case 'ready':
      return {
        tone: 'wait',
        word: 'ready to install',
        sentence: `Version ${state.release.version} is downloaded and checked. Install it when nobody drives, streams or records.`,
      };
    case 'installing':
      return {
        tone: 'wait',
        word: 'installing',
        sentence: `Setup installs version ${state.release.version}. Sequential ends, starts again, and this page comes back.`,
      };
    case 'failed':
      return { tone: 'bad', word: 'failed', sentence: state.failure.message };
  }
}

function downloadSentence({ release, receivedBytes }: UpdateState & { kind: 'downloading' }) {
  const of = release.file === null ? '' : ` of ${megabytes(release.file.bytes)}`;
  return `Downloading version ${release.version}: ${megabytes(receivedBytes)}${of}.`;
}

/** The release to show below; null: none. */
export function releaseOf(state: UpdateState): OfferedRelease | null {
  return 'release' in state ? state.release : null;
}

/** `25.2 MB` */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** How a release gets onto this machine where Sequential cannot do it itself. */
export interface ManualWay {
  readonly steps: readonly string[];
  /** To type, one a line; empty: none. */
  readonly commands: readonly string[];
  /** For those who got it another way. */
  readonly note?: string;
}

export function manualWay(distribution: Distribution, release: OfferedRelease): ManualWay {
  const url = release.file?.url ?? release.page;
  const file = url.split('/').at(-1) ?? '';
  switch (distribution) {
    case 'portable':
      return {
        steps: [
          'Download the new zip and unpack it beside the old folder.',
          'Quit Sequential from its icon beside the clock.',
          'Move the folder “data” from the old folder into the new one.',
          'Start the new one.',
        ],
        commands: [],
      };
    case 'debian':
      return {
        steps: ['Download the new package, install it, and start Sequential again:'],
        commands: [`sudo apt install ./${file}`, 'sequential stop', 'sequential open'],
        note: 'With the archive for other systems: download the new one from the page below, end Sequential, and unpack it in place of the old folder. Your data is elsewhere.',
      };
    case 'container':
      return {
        steps: ['In the folder of compose.yaml, make the new image and start it:'],
        commands: ['git pull', 'docker compose up --build --detach'],
      };
    case 'npm':
      return { steps: ['End Sequential, then start the new one:'], commands: [`npx ${url} start`] };
    case 'source':
      return {
        steps: ['End Sequential, then in its folder:'],
        commands: ['git pull', 'npm ci', 'npm start'],
      };
    case 'installed':
      return { steps: ['Download Setup and start it. Your data stays.'], commands: [] };
  }
}
