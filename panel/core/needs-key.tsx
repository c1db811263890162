/** Shown instead of what this browser may not see without the token or the admin key. */
import { Button } from './controls.tsx';
import { Empty } from './frames.tsx';
import type { Panel } from './room.ts';

/** Asks for the key by asking the relay something that needs it. */
export async function enterKey(panel: Panel): Promise<boolean> {
  try {
    await panel.relay.get('/api/status');
    return true;
  } catch (problem) {
    panel.notifyProblem(problem);
    return false;
  }
}

export function NeedsKey({ panel, onEntered }: { readonly panel: Panel; onEntered?(): void }) {
  const enter = async (): Promise<void> => {
    if (await enterKey(panel)) onEntered?.();
  };
  return (
    <Empty title="Only for those who have the key">
      <p>
        State and settings are for the driver. On the PC that Sequential runs on, open the address
        that it printed when it started: it carries the token, and this browser keeps it. From
        another machine, enter the admin key.
      </p>
      <Button kind="main" onClick={() => void enter()}>
        Enter the key
      </Button>
    </Empty>
  );
}
