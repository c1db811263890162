/**
 * Bytes of the compact messages: LEB128 varints, signed ones zigzag, and runs of packed bits. `frame-codec.ts` and
 * `cars-codec.ts` write and read with it. Pure.
 */

/** The one thing that decoding a compact message throws. */
export class CodecError extends Error {
  readonly code = 'bad-compact-frames';
  override readonly name = 'CodecError';
}

/** Signed to unsigned: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
export function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** A byte buffer that grows; reused from message to message. */
export class ByteWriter {
  bytes = new Uint8Array(4096);
  length = 0;
  /** Bits of the byte that is begun, and how many. */
  #begun = 0;
  #filled = 0;

  byte(value: number): void {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = value;
  }

  varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** Appends the lowest `width` bits of a number that needs no more, the lowest first. */
  bits(value: number, width: number): void {
    let begun = this.#begun + value * 2 ** this.#filled;
    let filled = this.#filled + width;
    while (filled >= 8) {
      this.byte(begun % 256);
      begun = Math.floor(begun / 256);
      filled -= 8;
    }
    this.#begun = begun;
    this.#filled = filled;
  }

  /** Ends a run of bits: the next ones begin a byte. */
  pad(): void {
    if (this.#filled > 0) this.byte(this.#begun);
    this.#begun = 0;
    this.#filled = 0;
  }
}

/** Reads a message from its first byte to its last. Its methods throw `CodecError` at what no writer makes. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at = 0;
  #begun = 0;
  #filled = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new CodecError('The message ends too early.');
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
      if (scale > 2 ** 49) throw new CodecError('A number is longer than any that is sent.');
    }
    if (value > Number.MAX_SAFE_INTEGER) throw new CodecError('A number is too large.');
    return value;
  }

  bits(width: number): number {
    while (this.#filled < width) {
      this.#begun += this.byte() * 2 ** this.#filled;
      this.#filled += 8;
    }
    const scale = 2 ** width;
    const value = this.#begun % scale;
    this.#begun = Math.floor(this.#begun / scale);
    this.#filled -= width;
    return value;
  }

  /** Ends a run of bits. */
  pad(): void {
    if (this.#begun !== 0) throw new CodecError('There are bits behind the last difference.');
    this.#filled = 0;
  }
}
