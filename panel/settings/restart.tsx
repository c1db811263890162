/** Restarts the program from the panel, and waits until it answers again, here or at its new address. */
import { useEffect, useState } from 'preact/hooks';
import type { ConfigAnswer, RestartAnswer } from '../../protocol/program-answers.ts';
import type { RelayStatus } from '../../protocol/relay-answers.ts';
import { Button } from '../core/controls.tsx';
import { panelKeys } from '../core/key-dialog.tsx';
import { tokenInHash } from '../core/panel-keys.ts';
import type { Panel } from '../core/room.ts';
import { lateSentence, movingSentence } from './wording.ts';

/** Time for the program to end and to listen at its new address, or to come back here because it cannot, ms. */
const moveMs = 6_000;
/** After this the user is told where the program should be, ms. Restoring many laps takes longer. */
const lateMs = 30_000;

export interface RestartWatch {
  readonly isBusy: boolean;
  /** Sends the request that restarts the program, and follows the program to its new address. */
  ask(request: () => Promise<RestartAnswer>): Promise<void>;
}

/** A restart under way. */
interface AskedRestart {
  /** The instance that is asked; null: it is not known yet. */
  readonly instance: string | null;
  /** Where the program will be; null: here, or not known yet. */
  readonly address: string | null;
}

/** @param onRestarted called when the relay answers here as a new instance */
export function useRestart(panel: Panel, onRestarted: () => void): RestartWatch {
  const [asked, setAsked] = useState<AskedRestart | null>(null);
  const status = panel.status.value;
  const instance = typeof status === 'string' ? null : status.instance;
  useEffect(() => {
    // Also when it could not move and came back with its former settings.
    if (asked === null || asked.instance === null) return;
    if (instance === null || instance === asked.instance) return;
    setAsked(null);
    onRestarted();
  }, [asked, instance]);
  const isBusy = asked !== null;
  const address = asked?.address ?? null;
  useEffect(() => (address === null ? undefined : followTo(address)), [address]);
  useEffect(() => {
    if (!isBusy) return;
    const late = setTimeout(() => panel.notify(lateSentence(address), 'bad'), lateMs);
    return () => clearTimeout(late);
  }, [isBusy, address]);
  return {
    isBusy,
    async ask(request) {
      try {
        setAsked({ instance: null, address: null });
        const { instance: before } = await panel.relay.get<RelayStatus>('/api/status');
        setAsked({ instance: before, address: null });
        const answer = await request();
        if (answer.address === null) return;
        panel.notify(movingSentence(answer.address));
        setAsked({ instance: before, address: answer.address });
      } catch (problem) {
        setAsked(null);
        panel.notifyProblem(problem);
      }
    },
  };
}

/** Opens the panel at the new address. This page may not ask there, as it is another origin. @returns gives it up */
function followTo(address: string): () => void {
  const timer = setTimeout(() => location.assign(`${address}/${panelHash()}`), moveMs);
  return () => clearTimeout(timer);
}

/** The settings room, with the token of this browser. The admin key belongs in no address. */
function panelHash(): string {
  const token = `#token=${panelKeys.read() ?? ''}`;
  return tokenInHash(token) === null ? '#/settings' : `${token}/settings`;
}

export interface RestartProps {
  readonly panel: Panel;
  readonly label?: string;
  readonly kind?: 'plain' | 'main';
  onRestarted(): void;
}

export function Restart({ panel, label = 'Restart', kind = 'plain', onRestarted }: RestartProps) {
  const { isBusy, ask } = useRestart(panel, () => {
    panel.notify('Sequential has restarted.');
    onRestarted();
  });
  const restart = (): Promise<void> => ask(() => panel.relay.send('POST', '/api/restart'));
  return (
    <Button kind={kind} isBusy={isBusy} onClick={() => void restart()}>
      {isBusy ? 'Restarting …' : label}
    </Button>
  );
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
