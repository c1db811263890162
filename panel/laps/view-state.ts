/** The state that charts and track of a comparison share: cursor, visible section, playback speed. */
import { batch, type Signal, signal } from '@preact/signals';
import { clampedSection, type TrackSection, wholeLap } from './selection.ts';

export class ViewState {
  /** Place 0…1; null: no cursor yet. */
  readonly cursor: Signal<number | null> = signal(null);
  readonly section: Signal<TrackSection>;
  /** Factor of the speed as driven; 0: stopped. */
  readonly playing: Signal<number> = signal(0);

  constructor(section: TrackSection) {
    this.section = signal(section);
  }

  show(from: number, to: number): void {
    this.section.value = clampedSection(from, to);
  }

  whole(): void {
    this.section.value = wholeLap;
  }

  /** @param place stays where it is on the screen */
  zoom(factor: number, place: number): void {
    const { from, to } = this.section.value;
    const held = Math.min(Math.max(place, from), to);
    this.show(held - (held - from) * factor, held + (to - held) * factor);
  }

  /** Moves the cursor, and the section if the cursor would leave it. */
  go(place: number): void {
    const held = Math.min(Math.max(place, 0), 1);
    const { from, to } = this.section.value;
    batch(() => {
      this.cursor.value = held;
      if (held >= from && held <= to) return;
      const half = (to - from) / 2;
      this.show(held - half, held + half);
    });
  }
}
