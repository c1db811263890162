/** Restarts the program from the panel, and waits until it answers again. */
import { useEffect, useState } from 'preact/hooks';
import type { ConfigAnswer, RestartAnswer } from '../../protocol/program-answers.ts';
import { Button } from '../core/controls.tsx';
import { panelKeys } from '../core/key-dialog.tsx';
import { tokenInHash } from '../core/panel-keys.ts';
import type { Panel } from '../core/room.ts';

/** Time for the program to end and to listen at its new address, ms. */
const moveMs = 6_000;

export interface RestartWatch {
  readonly isBusy: boolean;
  /** Sends the request that restarts the program. @returns its answer; null: it failed, and the user was told */
  ask<T>(request: () => Promise<T>): Promise<T | null>;
}

/** @param onRestarted called when the relay answers as a new instance */
export function useRestart(panel: Panel, onRestarted: () => void): RestartWatch {
  /** The instance that was asked to restart; null: no restart is under way. */
  const [asked, setAsked] = useState<string | null>(null);
  const status = panel.status.value;
  const instance = typeof status === 'string' ? null : status.instance;
  useEffect(() => {
    if (asked === null || instance === null || instance === asked) return;
    setAsked(null);
    onRestarted();
  }, [asked, instance]);
  return {
    isBusy: asked !== null,
    async ask(request) {
      try {
        setAsked(instance ?? '');
        return await request();
      } catch (problem) {
        setAsked(null);
        panel.notifyProblem(problem);
        return null;
      }
    },
  };
}

export interface RestartProps {
  readonly panel: Panel;
  readonly label?: string;
  readonly kind?: 'plain' | 'main';
  onRestarted(): void;
}

export function Restart({ panel, label = 'Restart', kind = 'plain', onRestarted }: RestartProps) {
  const watch = useRestart(panel, () => {
    panel.notify('Sequential has restarted.');
    onRestarted();
  });
  const restart = async (): Promise<void> => {
    const answer = await watch.ask(() => panel.relay.send<RestartAnswer>('POST', '/api/restart'));
    if (answer !== null && answer.address !== null) moveTo(panel, answer.address);
  };
  return (
    <Button kind={kind} isBusy={watch.isBusy} onClick={() => void restart()}>
      {watch.isBusy ? 'Restarting …' : label}
    </Button>
  );
}

/** Opens the panel at the address it has after the restart. The page may not ask there, as it is another origin. */
function moveTo(panel: Panel, address: string): void {
  panel.notify(
    `The panel moves to ${address} in a moment. Overlays in OBS need the new address too.`,
  );
  const token = `#token=${panelKeys.read() ?? ''}`;
  // The admin key belongs into no address.
  const hash = tokenInHash(token) === null ? '#/settings' : `${token}/settings`;
  setTimeout(() => location.assign(`${address}/${hash}`), moveMs);
}

/** Shown while saved settings wait for a restart, and after one that failed. */
export function RestartCard(props: {
  readonly panel: Panel;
  readonly config: ConfigAnswer;
  onRestarted(): void;
}) {
  const { panel, config, onRestarted } = props;
  const waiting = config.settings.filter(({ isWaiting }) => isWaiting);
  return (
    <>
      {config.restartProblem !== null && (
        <p class="setting-note" data-tone="bad">
          The last restart changed nothing: the former settings are in use. {config.restartProblem}
        </p>
      )}
      {waiting.length > 0 && (
        <div class="setting-note" data-tone="wait">
          <p>
            <b>A restart is needed</b> for {waiting.map(({ title }) => title).join(', ')}. It takes
            some seconds; overlays in OBS come back by themselves.
          </p>
          <Restart panel={panel} label="Restart now" kind="main" onRestarted={onRestarted} />
        </div>
      )}
    </>
  );
}
