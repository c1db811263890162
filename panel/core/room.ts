/**
 * What a room of the panel is, and what the shell passes to it. Types only.
 *
 * A room is a folder `panel/<name>/` whose `room.tsx` exports `room: Room`, a line in `core/navigation.ts`, and a line
 * in `panel/rooms.ts`. Its styles are `panel/<name>/<name>.css`, imported in `panel/panel.css`. Rooms share what is in
 * `panel/core/` and never import one another.
 */
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { NoticeTone } from './notice-list.ts';
import type { RelayApi } from './relay-api.ts';
import type { StatusNow } from './status.ts';

/** Passed to every room. It is one object for the life of the page. */
export interface Panel {
  readonly relay: RelayApi;
  /** Status of the relay, polled once a second while the page is visible. */
  readonly status: ReadonlySignal<StatusNow>;
  /** Shows a notice at the edge of the window; screen readers read it. @param tone `good` when left out */
  notify(sentence: string, tone?: NoticeTone): void;
  /** Shows an error with its hint and a link to its code. */
  notifyProblem(problem: unknown): void;
  /** Does what the user asked for. A failure is shown as `notifyProblem` does. @returns false: it failed */
  attempt(work: () => Promise<void>): Promise<boolean>;
  /** Opens an address of the panel, for instance `#/overlays/gear`. */
  go(hash: string): void;
}

export interface RoomProps {
  readonly panel: Panel;
  /** The address after the room: `#/overlays/gear` gives `['gear']`. */
  readonly path: readonly string[];
}

export interface PanelRoom {
  readonly Page: ComponentType<RoomProps>;
}
