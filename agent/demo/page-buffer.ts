/** The bytes of one page, written by field; little endian, as on every machine that runs the game. */
import type { Field, PageLayout } from '../games/assetto-corsa/layout.ts';

export class PageBuffer {
  readonly bytes: Uint8Array;
  readonly #int32: Int32Array;
  readonly #float32: Float32Array;
  readonly #char16: Uint16Array;

  constructor(page: PageLayout) {
    const buffer = new ArrayBuffer(page.sizeBytes);
    this.bytes = new Uint8Array(buffer);
    this.#int32 = new Int32Array(buffer);
    this.#float32 = new Float32Array(buffer);
    this.#char16 = new Uint16Array(buffer);
  }

  /** @param index which value of a vector. */
  int(field: Field, value: number, index = 0): void {
    this.#int32[field.offset / 4 + index] = value;
  }

  float(field: Field, value: number, index = 0): void {
    this.#float32[field.offset / 4 + index] = value;
  }

  floats(field: Field, values: ArrayLike<number>): void {
    const start = field.offset / 4;
    for (let i = 0; i < field.count; i++) this.#float32[start + i] = values[i] ?? 0;
  }

  flag(field: Field, value: boolean): void {
    this.#int32[field.offset / 4] = value ? 1 : 0;
  }

  /** Cuts the text so that a NUL fits, as the game does, and clears the rest of the field. */
  text(field: Field, value: string): void {
    const start = field.offset / 2;
    const length = Math.min(value.length, field.count - 1);
    for (let i = 0; i < field.count; i++) {
      this.#char16[start + i] = i < length ? value.charCodeAt(i) : 0;
    }
  }

  clear(): void {
    this.bytes.fill(0);
  }
}
