/**
 * Reads drives recorded in the game: a table with a row for each sample, and the game's own lap times.
 * `SEQ_DRIVES` names their folder; none is part of this repository.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from '../../protocol/frame.ts';

/** The columns that are read; a file may have more. */
export const driveColumns = [
  't',
  'gas',
  'brake',
  'gear',
  'rpm',
  'speedKmh',
  'steer',
  'normalizedPos',
  'lap',
  'lapTimeMs',
  'lastLapMs',
  'bestLapMs',
  'fuel',
] as const;

type Row = Readonly<Record<(typeof driveColumns)[number], number | null>>;

export interface RecordedDrive {
  readonly samples: readonly { readonly frame: Frame; readonly lap: number }[];
  /** The game's time of each completed lap, ms. */
  readonly lapMs: ReadonlyMap<number, number>;
}

/** @param text CSV with a line of names; `t` in seconds, `gear` as the game counts it (0 is reverse). */
export function readDrive(text: string): RecordedDrive {
  const rows = rowsOf(text);
  const lapMs = new Map<number, number>();
  for (const [i, row] of rows.entries()) {
    const before = rows[i - 1];
    if (before !== undefined && row.lap !== before.lap) lapMs.set(before.lap!, row.lastLapMs!);
  }
  return { samples: rows.map((row) => ({ frame: frameOf(row), lap: row.lap! })), lapMs };
}

function rowsOf(text: string): Row[] {
  const [names = [], ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const missing = driveColumns.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`A recorded drive lacks ${missing.join(', ')}.`);
  return lines.map((cells) => {
    const value = (name: string) => cells[names.indexOf(name)] ?? '';
    return Object.fromEntries(
      driveColumns.map((name) => [name, value(name) === '' ? null : Number(value(name))]),
    ) as Row;
  });
}

function frameOf(row: Row): Frame {
  const tMs = row.t! * 1000;
  return {
    // The game's steps are 3 ms apart; the recorder kept every fortieth or so.
    packetId: 1 + Math.round(tMs / 3),
    t: tMs,
    gas: row.gas!,
    brake: row.brake!,
    fuel: row.fuel ?? 0,
    gear: row.gear! - 1,
    rpms: row.rpm!,
    steerAngle: row.steer!,
    speedKmh: row.speedKmh!,
    trackPosition: row.normalizedPos!,
    lap: row.lap!,
    currentLapTime: row.lapTimeMs!,
    // The game writes 0 where there is none.
    lastLapTime: row.lastLapMs || null,
    bestLapTime: row.bestLapMs || null,
  };
}

/** Every drive in the folder that `SEQ_DRIVES` names, by file; none where it is not set. */
export function recordedDrives(): readonly { readonly file: string; readonly text: string }[] {
  const folder = process.env.SEQ_DRIVES;
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.csv'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}
