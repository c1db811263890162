/**
 * The program's log, by pino: lines for people, or JSON for programs. Never blocks.
 */

import { pino } from 'pino';
import type { Log } from '../../protocol/log.ts';
import { twoDigits } from '../../protocol/units.ts';

export interface LogOptions {
  readonly format: 'text' | 'json';
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** For terminals. */
  readonly colour: boolean;
  /** For a file, which people read days later. */
  readonly withDate?: boolean;
  readonly write: (text: string) => void;
  /** The output is full: lines are left out and counted. */
  readonly isFull?: () => boolean;
}

const styles: Record<number, { word: string; colour: string }> = {
  20: { word: 'debug  ', colour: '\u001B[2m' },
  30: { word: '', colour: '' },
  40: { word: 'Careful: ', colour: '\u001B[33m' },
  50: { word: 'Failed: ', colour: '\u001B[31m' },
};

const hidden = new Set(['level', 'time', 'part', 'msg', 'pid', 'hostname']);

function fieldText(value: unknown): string {
  if (value instanceof Error) return value.message;
  if (typeof value === 'object' && value !== null && 'message' in value) {
    return String(value.message);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A line of pino (JSON) as a line for people; other text stays unchanged. */
export function humanLine(json: string, colour: boolean, withDate = false): string {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return json;
  }
  const level = Number(record.level);
  const style = styles[level] ?? styles[50]!;
  const time = new Date(Number(record.time));
  const hours = [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':');
  const day = [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(twoDigits).join('-');
  const clock = withDate ? `${day} ${hours}` : hours;
  // The fields of warnings and errors help to find the cause.
  const fields =
    level === 30
      ? ''
      : Object.entries(record)
          .filter(([key]) => !hidden.has(key))
          .map(([key, value]) => ` ${key}=${fieldText(value)}`)
          .join('');
  const part = String(record.part ?? '').padEnd(6);
  const sentence = `${style.word}${String(record.msg ?? '')}`;
  if (!colour) return `${clock}  ${part}  ${sentence}${fields && ` (${fields.trim()})`}\n`;
  const dim = '\u001B[2m';
  const off = '\u001B[0m';
  const details = fields && ` ${dim}(${fields.trim()})${off}`;
  return `${dim}${clock}  ${part}${off}  ${style.colour}${sentence}${off}${details}\n`;
}

/** @returns makes the log of one part of the program (`agent`, `relay`, …). */
export function createLog(options: LogOptions): (part: string) => Log {
  let leftOut = 0;
  const destination = {
    write(line: string): void {
      if (options.isFull?.()) {
        leftOut++;
        return;
      }
      if (leftOut > 0) {
        const lines = leftOut;
        leftOut = 0;
        root.warn({ part: 'log', lines }, 'Lines were left out while nobody read them.');
      }
      options.write(
        options.format === 'json' ? line : humanLine(line, options.colour, options.withDate),
      );
    },
  };
  const root = pino({ level: options.level, base: null }, destination);
  return (part) => root.child({ part });
}
