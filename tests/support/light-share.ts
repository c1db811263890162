/** How much light text a page shows: text on a dark panel, as the overlays of the default theme have it. */
import { expect } from 'vitest';
import { openPage, pictureOf } from './browser.ts';
import { until } from './until.ts';

export interface PageWindow {
  sequential: {
    stats(): {
      connected: boolean;
      framesReceived: number;
      framesDrawn: number;
      sessionID: string | null;
    };
  };
}

/** Share of light pixels: text on a dark panel. */
export async function lightShare(
  address: string,
  isReady: (stats: ReturnType<PageWindow['sequential']['stats']>) => boolean,
): Promise<number> {
  const opened = await openPage(address, { viewport: { width: 420, height: 280 } });
  const { page, errors } = opened;
  const stats = () => page.evaluate(() => (window as unknown as PageWindow).sequential.stats());
  await until(`${address} draws`, async () => isReady(await stats()));
  const picture = await pictureOf(page);
  let light = 0;
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const [red, green, blue] = picture.at(x, y);
      if (red + green + blue > 450) light++;
    }
  }
  expect(errors).toEqual([]);
  await opened.close();
  return light / (picture.width * picture.height);
}
