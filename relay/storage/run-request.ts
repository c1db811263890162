/** Which stored session a run is, by the rule of the live path. Pure. */
import { assignRun, runUpTo } from '../live/run.ts';

/** Whether a simple publisher's packet begins a new run after one that is stored up to `highest`. */
export function beginsRun(highest: number, packetId: number): boolean {
  return assignRun(runUpTo(highest), packetId).run !== 1;
}

/** `{id}` for the first run, `{id}.2`, `{id}.3`, … after it. */
export function storedID(publishedID: string, runNumber: number): string {
  return runNumber === 1 ? publishedID : `${publishedID}.${runNumber}`;
}
