/** Starts the control panel: connects the shell with the relay, the key storage and the address. */
import { signal } from '@preact/signals';
import { render } from 'preact';
import { keepFocus } from './core/focus-keeper.ts';
import { askKey, panelKeys } from './core/key-dialog.tsx';
import { attempt, notify, notifyProblem } from './core/notices.tsx';
import { tokenInHash } from './core/panel-keys.ts';
import { makeRelayApi } from './core/relay-api.ts';
import type { Panel } from './core/room.ts';
import { type Route, routeOf } from './core/route.ts';
import { followScheme } from './core/scheme.ts';
import { Shell } from './core/shell.tsx';
import { watchStatus } from './core/status-watch.ts';
import { rooms } from './rooms.ts';

/** Stores the token that came with the address, and removes it from the address bar and the history. */
function storeToken(): void {
  const found = tokenInHash(location.hash);
  if (found === null) return;
  panelKeys.write(found.token);
  history.replaceState(null, '', location.pathname + location.search + found.hash);
}

storeToken();
const relay = makeRelayApi({ fetch: (...args) => fetch(...args), keys: panelKeys, askKey });
const route = signal<Route>(routeOf(location.hash));

const panel: Panel = {
  relay,
  status: watchStatus(relay).status,
  notify,
  notifyProblem,
  attempt,
  go(hash) {
    location.hash = hash;
  },
};

addEventListener('hashchange', () => {
  storeToken();
  route.value = routeOf(location.hash);
});
followScheme();
const root = document.getElementById('panel')!;
keepFocus(root);
render(<Shell panel={panel} rooms={rooms} route={route} />, root);
