/** The list of drivers to choose from; polls the relay. */

import { limits } from '../../protocol/limits.ts';
import type { WatchList } from '../../protocol/watch-list.ts';
import { watchPath } from './address.ts';
import { byId, made } from './dom.ts';
import { listLines } from './list-lines.ts';
import { askJson, RequestRefused } from './relay-request.ts';

export interface ListViewOptions {
  /** Each answer of the relay; null: no answer; a text: the reason, for people. */
  readonly onList: (list: WatchList | string | null) => void;
}

export class ListView {
  readonly #options: ListViewOptions;
  readonly #list = byId('drivers');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  #shown = '';

  constructor(options: ListViewOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#ask();
  }

  /** May be called twice. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const list = document.visibilityState === 'visible' ? await fetchList() : undefined;
    if (this.#stopped) return;
    if (list !== undefined) {
      if (typeof list === 'object' && list !== null) this.#show(list);
      this.#options.onList(list);
    }
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#ask(), limits.watchListEveryMs);
  }

  #show({ sessions, relayMs }: WatchList): void {
    const rows = sessions.map((session) => ({ session, lines: listLines(session, relayMs) }));
    // Rebuilding an unchanged list would lose the keyboard focus.
    const text = JSON.stringify(rows.map(({ lines }) => lines));
    if (text === this.#shown) return;
    this.#shown = text;
    const focused = document.activeElement?.getAttribute('href');
    const items = rows.map(({ session, lines: { name, state, where, laps } }) => {
      const link = made('a') as HTMLAnchorElement;
      link.href = watchPath(session, location.search);
      const isLive = session.status === 'driving';
      link.append(
        made('b', name),
        made('span', where, 'where'),
        made('span', state, isLive ? 'state live' : 'state'),
        made('span', laps, 'state'),
      );
      const item = made('li');
      item.append(link);
      return item;
    });
    this.#list.replaceChildren(...items);
    for (const link of this.#list.querySelectorAll('a')) {
      if (link.getAttribute('href') === focused) link.focus();
    }
  }
}

async function fetchList(): Promise<WatchList | string | null> {
  try {
    return (await askJson('/api/watch')) as WatchList;
  } catch (error) {
    return error instanceof RequestRefused ? error.message : null;
  }
}
