/** Session information, read from the pages. */
import { describe, expect, it } from 'vitest';
import { decodeSessionInfo } from '../../../../agent/games/assetto-corsa/session-info.ts';
import { drivingGame, Game } from '../../support/game.ts';

describe('session information', () => {
  it('are read from the static and the graphics page', () => {
    expect(decodeSessionInfo(drivingGame().sample)).toEqual({
      driverName: 'Ada Lovelace',
      track: 'monza',
      car: 'ks_ferrari_488_gt3',
      carSkin: 'red',
      maxRpm: 8000,
      maxFuel: 120,
      trackLengthM: 5793,
      sectorCount: 3,
      sessionType: 0,
      numberOfLaps: 0,
      tyreCompound: 'Soft (S)',
      game: 'Assetto Corsa',
    });
  });

  it('is unknown until the game names car and track', () => {
    expect(decodeSessionInfo(new Game().sample)).toBeNull();
    expect(decodeSessionInfo(drivingGame().static({ track: '' }).sample)).toBeNull();
  });

  it('have the layout of a track that has several, in all its 33 characters', () => {
    const layout = 'a'.repeat(33);
    const info = decodeSessionInfo(drivingGame().static({ trackConfiguration: layout }).sample);
    expect(info!.trackConfiguration).toBe(layout);
    expect(info!.carSkin).toBe('red');
  });

  it('leave out what the game leaves empty', () => {
    const game = drivingGame().static({ maxRpm: 0, maxFuel: 0, trackSplineLength: Number.NaN });
    const info = decodeSessionInfo(game.sample)!;
    for (const name of ['maxRpm', 'maxFuel', 'trackLengthM', 'trackConfiguration']) {
      expect(info).not.toHaveProperty(name);
    }
  });

  it('name the driver by the nick where there is no name', () => {
    const game = drivingGame().static({ playerName: '', playerSurname: '' });
    expect(decodeSessionInfo(game.sample)!.driverName).toBe('ada');
  });

  it('keep names of all languages and drop control characters and halves of characters', () => {
    const game = drivingGame().static({ playerName: 'Åsa\u0007 \ud83d', playerSurname: '山田🏁' });
    expect(decodeSessionInfo(game.sample)!.driverName).toBe('Åsa \ufffd 山田🏁');
  });
});
