/** The marked moments of a session: where they were, their notes, and a link to take them along. */
import { useState } from 'preact/hooks';
import { limits } from '../../protocol/limits.ts';
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import { Card, ColumnHeads } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { DownloadLink } from '../core/download-link.tsx';
import { MarkMoment, momentPlace } from '../core/mark-moment.tsx';
import type { Panel } from '../core/room.ts';
import { momentPath, momentsPath } from './session-answers.ts';
import { lapTime, percent } from './wording.ts';

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' });

export interface MomentListProps {
  readonly panel: Panel;
  readonly sessionID: string;
  readonly moments: readonly MarkedMoment[];
  readonly isLive: boolean;
  /** Moments have changed: request them again. */
  onChange(): void;
  onShow(lap: number): void;
}

export function MomentTable(props: MomentListProps) {
  const { panel, sessionID, moments, isLive, onChange } = props;
  if (moments.length === 0 && !isLive) return null;
  return (
    <Card
      title="Moments"
      aside={
        <span class="row">
          {moments.length > 0 && (
            <DownloadLink
              panel={panel}
              href={`${momentsPath(sessionID)}?format=csv`}
              name={`${sessionID}-moments.csv`}
            >
              CSV
            </DownloadLink>
          )}
          {isLive && <MarkMoment panel={panel} onMarked={onChange} />}
        </span>
      }
    >
      {moments.length === 0 ? (
        <p class="muted small">
          No moments yet. You can also mark them on Home and from the icon beside the clock.
        </p>
      ) : (
        <div class="laps-scroll">
          <table class="laps-table laps-moments">
            <caption class="hidden">Marked moments of this session</caption>
            <ColumnHeads
              figures={['Lap', 'Time on the lap', 'Place']}
              after={['Marked at', 'Note']}
              hasActions
            />
            <tbody>
              {moments.map((moment) => (
                <Row key={moment.id} {...props} moment={moment} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Row(props: MomentListProps & { readonly moment: MarkedMoment }) {
  const { panel, sessionID, moment, onChange, onShow } = props;
  const { id, lap, lapMs, place, at } = moment;
  const [note, setNote] = useState(moment.note);
  const about = momentPlace(moment);
  const send = (method: 'PUT' | 'DELETE', body?: object) =>
    panel.attempt(async () => {
      await panel.relay.send(method, momentPath(sessionID, id), body);
      onChange();
    });
  const save = (): void => {
    if (note.trim() !== moment.note) void send('PUT', { note });
  };
  return (
    <tr>
      <td class="figure">{lap}</td>
      <td class="figure laps-time">{lapTime(lapMs)}</td>
      <td class="figure">{percent(place)}</td>
      <td>{clock.format(at)}</td>
      <td class="laps-note">
        <input
          type="text"
          aria-label={`Note of ${about}`}
          placeholder="Write a note"
          maxLength={limits.momentNoteCharsMax}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
          onBlur={save}
          onKeyDown={(event) => {
            if (event.key === 'Enter') save();
            if (event.key === 'Escape') setNote(moment.note);
          }}
        />
      </td>
      <td>
        <span class="row end">
          <Button small label={`Show lap ${lap}, marked at ${about}`} onClick={() => onShow(lap)}>
            Show
          </Button>
          <Button
            small
            kind="quiet"
            label={`Delete the moment of ${about}`}
            onClick={() => void send('DELETE')}
          >
            Delete
          </Button>
        </span>
      </td>
    </tr>
  );
}
