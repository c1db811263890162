/** Flag and logo beside the driver's name. */
import { describe, expect, test } from 'vitest';
import {
  boxWithin,
  type DriverPicture,
  flagRoom,
  logoWidth,
  noPictures,
  shownPictures,
} from '../../../../overlays/core/draw/driver-pictures.ts';

const image = {} as CanvasImageSource;
const flag: DriverPicture = { image, ratio: 1.5 };
const wide: DriverPicture = { image, ratio: 5 };
const tall: DriverPicture = { image, ratio: 0.5 };

describe('A picture of the driver', () => {
  test('keeps its shape and stands in the middle of its room', () => {
    const room = { x: 10, y: 20, width: 100, height: 60 };
    expect(boxWithin(wide, room)).toEqual({ x: 10, y: 40, width: 100, height: 20 });
    expect(boxWithin(tall, room)).toEqual({ x: 45, y: 20, width: 30, height: 60 });
  });

  test('asks for no more room than the widest that is allowed, and for none when there is none', () => {
    expect(logoWidth(wide, 50)).toBe(130);
    expect(logoWidth(tall, 50)).toBe(25);
    expect(logoWidth(null, 50)).toBe(0);
    expect(flagRoom(flag, 20, 14)).toBe(44);
    expect(flagRoom(null, 20, 14)).toBe(0);
  });

  test('is shown unless the address leaves it out', () => {
    const pictures = { flag, logo: wide };
    expect(shownPictures(pictures, { country: true, logo: true })).toEqual(pictures);
    expect(shownPictures(pictures, { country: false, logo: true })).toEqual({
      flag: null,
      logo: wide,
    });
    expect(shownPictures(pictures, { country: true, logo: false }).logo).toBeNull();
    expect(shownPictures(undefined, { country: true, logo: true })).toEqual(noPictures);
  });
});
