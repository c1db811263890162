/** What an agent learns of the car that commentators show, for the camera of its game. Pure. */
import type { CarSourceName, GridFocus } from '../../protocol/cars.ts';
import type { AgentFocus } from '../../protocol/messages.ts';

interface FocusedRun {
  readonly grid: {
    readonly source: CarSourceName | null;
    readonly focus: GridFocus;
    readonly positions: readonly { readonly id: number }[];
  };
}

interface FocusState {
  /** The session and the run that the agent publishes. */
  readonly session: { readonly id: string; runNamed(run: string): FocusedRun | null } | null;
  readonly attachedRun: string;
  /** What it was sent last. */
  readonly sentFocus: AgentFocus | null;
}

/**
 * @returns null: the agent knows it, or its cars come from another source than our app, so that their ids mean nothing in its
 * game
 */
export function newFocus({ session, attachedRun, sentFocus }: FocusState): AgentFocus | null {
  const run = session?.runNamed(attachedRun) ?? null;
  if (session === null || run === null) return null;
  const { source, focus, positions } = run.grid;
  const isApp = source === 'app';
  // Until the cars of a source have moved, the focus may be that of the source before.
  const isThere = isApp && positions.some(({ id }) => id === focus.carId);
  const carId = isThere ? focus.carId : null;
  const isKnownRun = sentFocus?.sessionID === session.id && sentFocus.run === attachedRun;
  if (isKnownRun ? sentFocus.carId === carId : !isApp) return null;
  return { type: 'focus', sessionID: session.id, run: attachedRun, carId };
}
