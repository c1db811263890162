/** The button that marks the newest moment of the drive. Shown while somebody drives. */
import { useState } from 'preact/hooks';
import type { MarkAnswer, MarkedMoment } from '../../protocol/marked-moment.ts';
import { shortTimeText } from '../../protocol/units.ts';
import { Button } from './controls.tsx';
import type { Panel } from './room.ts';
import { isDriven } from './status.ts';

/** `lap 5, 1:01.234` */
export function momentPlace({ lap, lapMs }: Pick<MarkedMoment, 'lap' | 'lapMs'>): string {
  return lapMs === null ? `lap ${lap}` : `lap ${lap}, ${shortTimeText(lapMs)}`;
}

export function MarkMoment(props: { readonly panel: Panel; onMarked?(): void }) {
  const { panel, onMarked } = props;
  const [isBusy, setBusy] = useState(false);
  if (!isDriven(panel.status.value)) return null;
  const mark = async (): Promise<void> => {
    setBusy(true);
    await panel.attempt(async () => {
      const { moment } = await panel.relay.send<MarkAnswer>('POST', '/api/sessions/live/mark');
      panel.notify(`Moment marked: ${momentPlace(moment)}.`);
      onMarked?.();
    });
    setBusy(false);
  };
  return (
    <Button isBusy={isBusy} onClick={() => void mark()}>
      Mark this moment
    </Button>
  );
}
