/** Loads the driver's flag and logo from the relay. Each is loaded once for all overlays of a page. */
import type { SessionInfo } from '../../../protocol/session.ts';
import type { OverlayAbout } from '../about.ts';
import { type DriverPicture, type DriverPictures, noPictures } from '../draw/driver-pictures.ts';

const flagsFolder = '/assets/flags/';
/** Width by height of every flag. */
const flagRatio = 1.5;
/** As the setting `country` takes it. */
const countryPattern = /^[A-Z]{2}(-[A-Z]{2,3})?$/;

/** By address. */
const loaded = new Map<string, Promise<DriverPicture | null>>();

/**
 * @param logo its address on the relay; null: none is set
 * @param missing gets one sentence for each picture that cannot be loaded
 */
export async function loadDriverPictures(
  { shapedBy = [], wearsLogo = false }: OverlayAbout,
  { country = '' }: SessionInfo,
  logo: string | null,
  missing: (sentence: string) => void,
): Promise<DriverPictures> {
  const code = shapedBy.includes('country') ? country.toUpperCase() : '';
  const failed = (what: string) => missing(`${what} cannot be loaded, so it is left out.`);
  const [flag, picture] = await Promise.all([
    countryPattern.test(code)
      ? load(`${flagsFolder}${code}.svg`, flagRatio, () => failed(`The flag of ${code}`))
      : null,
    wearsLogo && logo !== null ? load(logo, null, () => failed('The logo')) : null,
  ]);
  return flag === null && picture === null ? noPictures : { flag, logo: picture };
}

/** @param ratio width by height; null: the picture's own */
function load(
  address: string,
  ratio: number | null,
  onFailure: () => void,
): Promise<DriverPicture | null> {
  const known = loaded.get(address);
  if (known !== undefined) return known;
  const loading = decoded(address, ratio).catch(() => {
    // The relay may have been away: the next call tries again.
    loaded.delete(address);
    onFailure();
    return null;
  });
  loaded.set(address, loading);
  return loading;
}

async function decoded(address: string, ratio: number | null): Promise<DriverPicture> {
  const image = new Image();
  image.src = address;
  await image.decode();
  return { image, ratio: ratio ?? image.naturalWidth / Math.max(image.naturalHeight, 1) };
}
