/** What the race room says of the game's camera: whether it follows the choice, and else what to do. Pure. */
import type { GameCamera, Grid } from '../../protocol/cars.ts';

export interface CameraNote {
  readonly sentence: string;
  /** Settings → Other cars is where it is mended. */
  readonly isInSettings: boolean;
}

const notes: Readonly<Record<GameCamera, CameraNote>> = {
  follows: { sentence: 'The game’s camera follows the choice.', isInSettings: false },
  driving: {
    sentence:
      'The game’s camera stays with its driver, whose car moves: choose again when it has stood for three seconds.',
    isInSettings: false,
  },
  off: {
    sentence:
      'The game’s camera does not follow: open the app Sequential in the game and tick “Let the commentator move my camera”.',
    isInSettings: false,
  },
  'old-app': {
    sentence:
      'The game’s camera may not follow: our app in the game is older, so install it again.',
    isInSettings: true,
  },
  'no-way': {
    sentence:
      'The game’s camera does not follow: the page of our app cannot be written. On Linux, the game’s bridge must share it both ways.',
    isInSettings: false,
  },
};

const fromServer: CameraNote = {
  sentence:
    'The game’s camera does not follow, because these cars come from the server: above, choose the session of a PC with our app in the game.',
  isInSettings: false,
};

const fromElsewhere: CameraNote = {
  sentence:
    'The game’s camera does not follow, because these cars do not come from our app in the game: install it there.',
  isInSettings: true,
};

export function cameraNote({ camera, source }: Pick<Grid, 'camera' | 'source'>): CameraNote {
  if (camera !== undefined) return notes[camera];
  if (source === 'app') return notes['old-app'];
  return source === 'server' ? fromServer : fromElsewhere;
}
