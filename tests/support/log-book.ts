/** A log that keeps its lines. */
import type { Log } from '../../protocol/log.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly sentence: string;
  readonly fields: Record<string, unknown>;
}

export class LogBook implements Log {
  readonly lines: LogLine[] = [];
  readonly debug = this.#keep('debug');
  readonly info = this.#keep('info');
  readonly warn = this.#keep('warn');
  readonly error = this.#keep('error');

  #keep(level: LogLine['level']): Log['debug'] {
    return (fields, sentence) => {
      this.lines.push({ level, sentence, fields: { ...fields } });
    };
  }

  get sentences(): string[] {
    return this.lines.map(({ sentence }) => sentence);
  }

  get warnings(): LogLine[] {
    return this.lines.filter(({ level }) => level === 'warn');
  }

  /** Warnings and errors, as text with their fields. */
  get complaints(): string[] {
    return this.lines
      .filter(({ level }) => level === 'warn' || level === 'error')
      .map(({ sentence, fields }) => `${sentence} ${JSON.stringify(fields)}`);
  }
}
