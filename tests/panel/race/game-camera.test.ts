/** The race room says whether the game's camera follows the choice, and what to do where it does not. */
import { expect, test } from 'vitest';
import { cameraNote } from '../../../panel/race/game-camera.ts';
import { carSources, gameCameras } from '../../../protocol/cars.ts';

test.each([
  ['follows', 'follows the choice'],
  ['driving', 'choose again when it has stood'],
  ['off', 'tick “Let the commentator move my camera”'],
  ['old-app', 'install it again'],
  ['no-way', 'share it both ways'],
] as const)('of an app that reports %s it says «%s»', (camera, words) => {
  expect(cameraNote({ source: 'app', camera }).sentence).toContain(words);
});

test('cars of a server move no camera, and those of other programs ask for our app', () => {
  expect(cameraNote({ source: 'server' }).sentence).toContain('come from the server');
  expect(cameraNote({ source: 'crewchief' })).toMatchObject({ isInSettings: true });
  expect(cameraNote({ source: 'app' })).toEqual(cameraNote({ source: 'app', camera: 'old-app' }));
});

test('each says one thing only, and nothing is left out', () => {
  const sentences = new Set([
    ...gameCameras.map((camera) => cameraNote({ source: 'app', camera }).sentence),
    ...carSources.map((source) => cameraNote({ source }).sentence),
  ]);
  expect(sentences.size).toBe(gameCameras.length + 2);
});
