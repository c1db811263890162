/** Copies text for the user. */
import type { Panel } from './room.ts';

/**
 * @param copied the notice when it worked
 * @param refused the notice when the browser does not allow it, as over plain HTTP from another computer
 * @returns whether it worked
 */
export async function copyText(
  panel: Panel,
  text: string,
  { copied, refused }: { readonly copied: string; readonly refused: string },
): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    panel.notify(copied);
    return true;
  } catch {
    panel.notify(refused, 'bad');
    return false;
  }
}
