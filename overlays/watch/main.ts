/**
 * The script of the viewers' page, `/watch` and `/watch/{session}`: shows the list of drivers or follows one driver. It
 * uses neither Pixi nor overlays, because it must load quickly on a slow phone.
 */
import type { WatchList } from '../../protocol/watch-list.ts';
import type { SpeedUnits } from '../core/about.ts';
import { parseTarget, watchPath, waySearch } from './address.ts';
import { openChoices } from './choices.ts';
import { byId, marker, shower, texters } from './dom.ts';
import { ListView } from './list-view.ts';
import { nextDrive, refused } from './situation.ts';
import { offerTiming } from './timing-offer.ts';
import { type DriverTarget, Watcher, type WatchStats } from './watcher.ts';

interface Watching {
  readonly sequential: { stats(): WatchStats | null };
}

let watcher: Watcher | null = null;
let units: SpeedUnits = 'kmh';

function watch(target: DriverTarget): void {
  watcher = new Watcher(target, BUILD_ID);
  watcher.setUnits(units);
  watcher.start();
  void offerTiming(target, BUILD_ID, watcher);
}

/** Shows the list; follows the driver at once if there is only one. */
function choose(stay: boolean): void {
  const showChoose = shower(byId('choose'));
  const showRest = shower(byId('rest'));
  const mode = marker(document.body, 'mode');
  const text = texters('', ['word', 'rest-title', 'rest-before', 'rest-next']);
  const onList = (list: WatchList | string | null) => {
    if (list === null) {
      text.word('Connection lost');
      return;
    }
    if (typeof list === 'string') {
      const refusal = refused(list);
      text.word(refusal.word);
      mode(refusal.mode);
      showChoose(false);
      showRest(true);
      text['rest-title'](refusal.title);
      text['rest-before'](refusal.before);
      text['rest-next'](refusal.next);
      return;
    }
    text['rest-before']('');
    const [only, ...others] = list.sessions;
    if (only !== undefined && others.length === 0 && !stay) {
      view.stop();
      const { pathname, search } = new URL(watchPath(only, location.search), location.href);
      history.replaceState(null, '', pathname + search);
      const target = parseTarget(pathname, search);
      if (target.kind === 'watch') watch(target);
      return;
    }
    const count = list.sessions.filter(({ status }) => status === 'driving').length;
    text.word(count === 0 ? 'Nobody is driving' : `${count} driving`);
    mode('choose');
    showChoose(only !== undefined);
    showRest(only === undefined);
    text['rest-title']('Nobody is driving now');
    text['rest-next'](nextDrive);
  };
  const view = new ListView({ onList });
  view.start();
}

/** Links between the pages keep how the stream comes. */
function keepWay(): void {
  const way = waySearch(location.search);
  if (way === '') return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href^="/watch"]')) {
    link.href += `${link.href.includes('?') ? '&' : '?'}${way}`;
  }
}

function boot(): void {
  keepWay();
  openChoices(location.search, (chosen) => {
    units = chosen;
    watcher?.setUnits(chosen);
  });
  Object.assign(window, {
    sequential: { stats: () => watcher?.stats() ?? null },
  } satisfies Watching);
  const target = parseTarget(location.pathname, location.search);
  if (target.kind === 'watch') watch(target);
  else choose(target.stay);
}

boot();
