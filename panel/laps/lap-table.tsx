/** The table of a session's laps: times, notes, the selection for the comparison, playback and downloads. */

import { useState } from 'preact/hooks';
import { limits } from '../../protocol/limits.ts';
import type { StoredLap } from '../../protocol/relay-answers.ts';
import { ColumnHeads } from '../core/cards-and-dialogs.tsx';
import { Button } from '../core/controls.tsx';
import { DownloadLink } from '../core/download-link.tsx';
import type { Panel } from '../core/room.ts';
import { Swatch } from './legend.tsx';
import { PlayDialog } from './play-dialog.tsx';
import { type ChosenLap, isSameLap, type Selection } from './selection.ts';
import { isComplete, lapPath, lastLapOf } from './session-answers.ts';
import type { OwnSession } from './use-chosen-laps.ts';
import { deltaText, lapTime, number, unknown } from './wording.ts';

/** A longer list scrolls in itself, so that the comparison below it stays in reach. */
const lapsInSight = 14;

export interface LapTableProps {
  readonly panel: Panel;
  readonly own: OwnSession;
  readonly selection: Selection;
  onSelect(next: Selection): void;
}

export function LapTable({ panel, own, selection, onSelect }: LapTableProps) {
  const [playing, setPlaying] = useState<ChosenLap | null>(null);
  const { sessionID } = own.session;
  const sectors = Math.max(0, ...own.laps.map(({ sectorsMs }) => sectorsMs?.length ?? 0));
  const bestMs = own.laps.find(({ sessionBest }) => sessionBest)?.lapMs ?? null;
  const bestSectors = Array.from({ length: sectors }, (_, i) =>
    Math.min(
      ...own.laps
        .filter(({ valid }) => valid !== false)
        .map(({ sectorsMs }) => sectorsMs?.[i] ?? Number.POSITIVE_INFINITY),
    ),
  );
  const last = lastLapOf(own.laps);
  const hasFuel = own.laps.some(({ fuelL }) => fuelL !== null);
  const toggle = (lap: ChosenLap): void => {
    const isChosen = selection.laps.some((one) => isSameLap(one, lap));
    const laps = isChosen
      ? selection.laps.filter((one) => !isSameLap(one, lap))
      : [...selection.laps, lap];
    onSelect({ ...selection, laps });
  };
  return (
    <div class="laps-scroll" data-long={own.laps.length > lapsInSight || undefined}>
      <table class="laps-table laps-laps">
        <caption class="hidden">Laps of this session</caption>
        <ColumnHeads
          titles={['Compare']}
          figures={[
            'Lap',
            'Time',
            'Delta',
            ...bestSectors.map((_, i) => `Sector ${i + 1}`),
            ...(hasFuel ? ['Fuel'] : []),
          ]}
          after={['Notes', 'Actions']}
        />
        <tbody>
          {own.laps.map((lap) => (
            <LapRow
              key={lap.lap}
              panel={panel}
              lap={lap}
              sessionID={sessionID}
              bestMs={bestMs}
              bestSectors={bestSectors}
              hasFuel={hasFuel}
              isLast={lap === last}
              place={selection.laps.findIndex((one) => isSameLap(one, { sessionID, lap: lap.lap }))}
              isFull={selection.laps.length >= limits.lapsComparedMax}
              onToggle={() => toggle({ sessionID, lap: lap.lap })}
              onPlay={() => setPlaying({ sessionID, lap: lap.lap })}
            />
          ))}
        </tbody>
      </table>
      {playing !== null && (
        <PlayDialog panel={panel} chosen={playing} onClose={() => setPlaying(null)} />
      )}
    </div>
  );
}

interface LapRowProps {
  readonly panel: Panel;
  readonly lap: StoredLap;
  readonly sessionID: string;
  readonly bestMs: number | null;
  readonly bestSectors: readonly number[];
  readonly hasFuel: boolean;
  readonly isLast: boolean;
  /** Position in the comparison; -1: not compared. */
  readonly place: number;
  readonly isFull: boolean;
  onToggle(): void;
  onPlay(): void;
}

function LapRow(props: LapRowProps) {
  const { lap, sessionID, bestMs, bestSectors, isLast, place, isFull } = props;
  const isChosen = place >= 0;
  const id = `lap-${lap.lap}`;
  const name = `lap ${lap.lap}`;
  const isEmpty = lap.frames === 0;
  return (
    <tr data-chosen={isChosen || undefined} data-best={lap.sessionBest || undefined}>
      <td>
        <label class="laps-choose">
          <input
            id={id}
            type="checkbox"
            checked={isChosen}
            disabled={(isFull || isEmpty) && !isChosen}
            aria-label={`Compare ${name}`}
            onChange={props.onToggle}
          />
          {isChosen && <Swatch place={place} />}
        </label>
      </td>
      <th scope="row" class="figure">
        {lap.lap}
      </th>
      <td class="figure laps-time">{lapTime(lap.lapMs)}</td>
      <td class="figure muted laps-apart">
        {lap.lapMs === null || bestMs === null || lap.sessionBest
          ? unknown
          : deltaText(lap.lapMs - bestMs)}
      </td>
      {bestSectors.map((best, i) => {
        const ms = lap.sectorsMs?.[i];
        return (
          <td
            class="figure laps-second-line"
            key={i}
            data-title={`S${i + 1}`}
            data-best={ms === best || undefined}
          >
            {lapTime(ms)}
          </td>
        );
      })}
      {props.hasFuel && (
        <td class="figure muted laps-second-line">
          {lap.fuelL === null ? unknown : `${number(lap.fuelL, 2)} L`}
        </td>
      )}
      <td class="laps-tags">
        <LapNotes lap={lap} isLast={isLast} />
      </td>
      <td class="laps-do">
        {!isEmpty && (
          <>
            <Button small label={`Play ${name} on an overlay`} onClick={props.onPlay}>
              Play
            </Button>
            <LapDownloads panel={props.panel} sessionID={sessionID} lap={lap} />
          </>
        )}
      </td>
    </tr>
  );
}

/** Tags of a lap: best, last, invalid, not finished, recorded with gaps or not at all. */
function LapNotes({ lap, isLast }: { readonly lap: StoredLap; readonly isLast: boolean }) {
  return (
    <span class="laps-notes">
      {lap.sessionBest && (
        <span class="laps-tag" data-tone="best">
          best
        </span>
      )}
      {lap.personalBest && (
        <span class="laps-tag" data-tone="best">
          personal best
        </span>
      )}
      {isLast && <span class="laps-tag">last</span>}
      {lap.valid === false && (
        <span class="laps-tag" data-tone="bad">
          invalid
        </span>
      )}
      {!isComplete(lap) && <span class="laps-tag">not finished</span>}
      {lap.frames === 0 && <span class="laps-tag">not recorded</span>}
      {lap.frames > 0 && isComplete(lap) && !lap.whole && <span class="laps-tag">with gaps</span>}
    </span>
  );
}

interface Download {
  readonly format: 'csv' | 'ld' | 'ldx';
  readonly title: string;
  readonly about: string;
}

const downloads: readonly Download[] = [
  { format: 'csv', title: 'CSV', about: 'for a spreadsheet' },
  { format: 'ld', title: '.ld', about: 'for MoTeC i2' },
  { format: 'ldx', title: '.ldx', about: 'lap times, belongs to the .ld' },
];

function LapDownloads(props: {
  readonly panel: Panel;
  readonly sessionID: string;
  readonly lap: StoredLap;
}) {
  const { panel, sessionID, lap } = props;
  // An .ldx file contains lap times, so a lap without a time has none.
  const formats = lap.lapMs === null ? downloads.slice(0, 2) : downloads;
  return (
    <span class="laps-downloads">
      {formats.map(({ format, title, about }) => (
        <DownloadLink
          key={format}
          panel={panel}
          href={lapPath(sessionID, lap.lap, format)}
          name={`${sessionID}-lap${lap.lap}.${format}`}
          title={`Download, ${about}`}
          label={`Download lap ${lap.lap} as ${title}, ${about}`}
        >
          {title}
        </DownloadLink>
      ))}
    </span>
  );
}
