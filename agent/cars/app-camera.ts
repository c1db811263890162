/**
 * Asks our app in the game to show a car: writes one number into the page that the app made. It never creates the page, and
 * keeps it open for that moment only, so a game that restarts is no special case.
 */
import type { NamedPage } from '../memory/port.ts';
import { appCarSlots, appHead, appPageProblem } from './app-page.ts';

/**
 * @param open opens the app's page for writing. It returns a sentence on why it is missing
 * @param carId index of the car in the game; null: no car is chosen
 * @returns a sentence on why the app cannot be asked; null: it is asked
 */
export function askAppToShow(open: () => NamedPage | string, carId: number | null): string | null {
  if (carId !== null && carId >= appCarSlots) return `The page has no car ${carId}.`;
  const page = open();
  if (typeof page === 'string') return page;
  try {
    if (!page.readable()) return 'The page is too small.';
    const problem = appPageProblem(page.bytes);
    if (problem === null) page.bytes.writeUInt32LE(carId === null ? 0 : carId + 1, appHead.camera);
    return problem;
  } finally {
    page.close();
  }
}
