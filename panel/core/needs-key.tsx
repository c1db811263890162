/** In the place of what this machine may not see without the admin key. */
import { Button } from './controls.tsx';
import { Empty } from './frames.tsx';
import type { Panel } from './room.ts';

/** Asks for the key by asking the relay something that needs it. */
export async function enterKey(panel: Panel): Promise<boolean> {
  try {
    await panel.relay.get('/api/status');
    return true;
  } catch (problem) {
    panel.sayProblem(problem);
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
        The relay runs on another machine. From here, its state and its settings need the admin key
        that it was started with.
      </p>
      <Button kind="main" onClick={() => void enter()}>
        Enter the key
      </Button>
    </Empty>
  );
}
