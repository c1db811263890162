/** A moment that the streamer marked during a drive, to find it again in the laps, in OBS and in the cut. Pure. */
import * as z from 'zod';
import { channelByName } from './channels.ts';
import { limits } from './limits.ts';
import { withoutMarks } from './shown-text.ts';

function onOneLine(text: string): string {
  return withoutMarks(text)
    .replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
}

const wholeNumber = z.int().min(0);

export const markedMomentSchema = z.object({
  /** Unique in its session, also in export files. */
  id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
  /** ms since 1970, as the system of the relay has it. */
  at: wholeNumber.max(limits.dateMsMax),
  lap: wholeNumber.max(channelByName.get('lap')!.max),
  /** Packet of the frame that was the newest. */
  packetId: wholeNumber.max(channelByName.get('packetId')!.max),
  /** Time since the line, ms; null: not known. */
  lapMs: wholeNumber.max(channelByName.get('currentLapTime')!.max).nullable(),
  /** Place on the lap, 0 … 1, as the game reports it; null: it does not. */
  place: z.number().min(0).max(1).nullable(),
  /** A file may have been written by hand. */
  note: z.string().max(limits.momentNoteCharsMax).transform(onOneLine),
});

export type MarkedMoment = z.output<typeof markedMomentSchema>;

/** The answer of `POST /api/sessions/{id}/mark`. */
export interface MarkAnswer {
  /** The id under which the drive is published. */
  readonly sessionID: string;
  readonly moment: MarkedMoment;
}

/** The answer of `GET /api/sessions/{id}/moments`. */
export interface MomentList {
  readonly sessionID: string;
  /** In order of time. */
  readonly moments: readonly MarkedMoment[];
}

/** On one line, without blanks at the ends. @returns null: this is not a note */
export function cleanNote(value: unknown): string | null {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') return null;
  const note = onOneLine(value);
  return note.length > limits.momentNoteCharsMax ? null : note;
}
