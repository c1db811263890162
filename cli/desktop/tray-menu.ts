/** The menu of the icon beside the clock: its lines, and what each of them does. */

import type { MarkAnswer } from '../../protocol/marked-moment.ts';
import { lapTimeText } from '../../protocol/units.ts';
import { RelayError } from '../../relay/errors.ts';
import type { TrayAction, TrayItem } from './tray.ts';

export interface TrayMenuParts {
  readonly panelUrl: string;
  /** @throws RelayError `nobody-drives` */
  mark(note: string): Promise<MarkAnswer>;
  pause(): void;
  resume(): void;
  /** @returns false: no browser could be opened */
  open(address: string): Promise<boolean>;
  /** Shows the menu's lines from now on. */
  show(items: readonly TrayItem[]): void;
  /** Shows a sentence beside the icon for some seconds. */
  announce(sentence: string): void;
  end(): void;
}

export class TrayMenu {
  readonly #parts: TrayMenuParts;
  #isPaused = false;

  constructor(parts: TrayMenuParts) {
    this.#parts = parts;
  }

  get items(): TrayItem[] {
    return [
      { id: 'open', text: 'Open control panel' },
      { id: 'add-overlay', text: 'Add an overlay to OBS' },
      { id: 'mark', text: 'Mark this moment' },
      'separator',
      { id: 'pause', text: this.#isPaused ? 'Resume' : 'Pause' },
      { id: 'quit', text: 'Quit' },
    ];
  }

  choose(action: TrayAction): void {
    const { panelUrl, end } = this.#parts;
    switch (action) {
      case 'open':
        void this.#open(panelUrl);
        break;
      case 'add-overlay':
        void this.#open(`${panelUrl}/overlays`);
        break;
      case 'mark':
        void this.#mark().then((sentence) => this.#parts.announce(sentence));
        break;
      case 'pause':
        this.#pauseOrResume();
        break;
      case 'quit':
        end();
    }
  }

  async #open(address: string): Promise<void> {
    if (await this.#parts.open(address)) return;
    const { origin } = new URL(address);
    this.#parts.announce(`No browser could be opened. Open ${origin} yourself.`);
  }

  async #mark(): Promise<string> {
    try {
      const { moment } = await this.#parts.mark('');
      const time = moment.lapMs === null ? '' : `, ${lapTimeText(moment.lapMs)}`;
      return `Moment marked: lap ${moment.lap}${time}.`;
    } catch (error) {
      if (error instanceof RelayError) return error.message;
      throw error;
    }
  }

  #pauseOrResume(): void {
    this.#isPaused = !this.#isPaused;
    if (this.#isPaused) this.#parts.pause();
    else this.#parts.resume();
    this.#parts.show(this.items);
  }
}
