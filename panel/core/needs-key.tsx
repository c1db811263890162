/** Shown instead of a room that needs the token or the admin key. */

import { Empty } from './cards-and-dialogs.tsx';
import { Button } from './controls.tsx';
import type { Panel } from './room.ts';

/** Opens the dialog for the key by a request that needs it. */
export function enterKey(panel: Panel): Promise<boolean> {
  return panel.attempt(async () => {
    await panel.relay.get('/api/status');
  });
}

export function NeedsKey({ panel, onEntered }: { readonly panel: Panel; onEntered?(): void }) {
  const enter = async (): Promise<void> => {
    if (await enterKey(panel)) onEntered?.();
  };
  return (
    <Empty title="Token or admin key needed">
      <p>
        Status and settings are private. On the PC that runs Sequential, open the address that it
        printed when it started: it contains the token, which this browser stores. On another
        computer, enter the admin key.
      </p>
      <Button kind="main" onClick={() => void enter()}>
        Enter the key
      </Button>
    </Empty>
  );
}
