/** What all pictures of a comparison share while it is looked at: cursor, stretch, colours, playing. */
import { batch, type Signal, signal } from '@preact/signals';
import { heldStretch, type LapStretch, wholeLap } from './selection.ts';

export class ViewState {
  /** Place 0…1; null: the pointer was nowhere yet. */
  readonly cursor: Signal<number | null> = signal(null);
  readonly stretch: Signal<LapStretch>;
  /** Times the speed as driven; 0: stands. */
  readonly playing: Signal<number> = signal(0);

  constructor(stretch: LapStretch) {
    this.stretch = signal(stretch);
  }

  show(from: number, to: number): void {
    this.stretch.value = heldStretch(from, to);
  }

  whole(): void {
    this.stretch.value = wholeLap;
  }

  /** @param place that stays where it is on the screen */
  zoom(factor: number, place: number): void {
    const { from, to } = this.stretch.value;
    const held = Math.min(Math.max(place, from), to);
    this.show(held - (held - from) * factor, held + (to - held) * factor);
  }

  /** Moves the cursor, and the stretch with it where the cursor would leave it. */
  go(place: number): void {
    const held = Math.min(Math.max(place, 0), 1);
    const { from, to } = this.stretch.value;
    batch(() => {
      this.cursor.value = held;
      if (held >= from && held <= to) return;
      const half = (to - from) / 2;
      this.show(held - half, held + half);
    });
  }
}
