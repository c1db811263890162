/**
 * What a room of the panel is, and what the shell hands to it. Types only.
 *
 * A room is a folder `panel/<name>/` whose `room.tsx` exports `room: Room`, a line in `core/navigation.ts`, and a line
 * in `panel/rooms.ts`. Its styles are `panel/<name>/<name>.css`, imported in `panel/panel.css`. Rooms share what is in
 * `panel/core/` and never import one another.
 */
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { RelayApi } from './relay-api.ts';
import type { StatusNow } from './status.ts';

/** How a sentence to the user is meant: `good` is said politely and goes by itself, `bad` at once and stays longer. */
export type NoticeTone = 'good' | 'bad';

/** What every room gets; the same object for as long as the page lives. */
export interface Panel {
  readonly relay: RelayApi;
  /** How the relay is, asked once a second while the page is seen. */
  readonly status: ReadonlySignal<StatusNow>;
  /** Shows a sentence at the edge of the window and reads it aloud to those who listen. `good` when left out. */
  notify(sentence: string, tone?: NoticeTone): void;
  /** Says what went wrong, with the hint where there is one. For the `catch` of whatever a button does. */
  notifyProblem(problem: unknown): void;
  /** Opens an address of the panel, for instance `#/overlays/gear`. */
  go(hash: string): void;
}

export interface RoomProps {
  readonly panel: Panel;
  /** What stands behind the room in the address: `#/overlays/gear` gives `['gear']`. */
  readonly path: readonly string[];
}

export interface PanelRoom {
  readonly Page: ComponentType<RoomProps>;
}
