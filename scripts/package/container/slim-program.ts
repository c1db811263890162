/**
 * Pure. Makes a program for Linux (ELF, 64 bits) smaller without changing what it does: it goes without what only debuggers
 * and loaded addons use. The file needs no tool of its processor, so programs of every processor are read alike.
 *
 * Left out are the sections that are not loaded, gaps between the loaded parts, and names of functions that the program
 * offers to addons: of these, only those stay that the libraries beside it know too, because the loader looks for them.
 */

/** A part of the file that is loaded, or that describes one; a row of the program header table. */
interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
  readonly alignment: number;
}

interface Section {
  readonly name: string;
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly bytes: number;
}

const segmentTypes = { load: 1, note: 4, table: 6 };
const relocations = 4;
const segmentBytes = 56;
const sectionBytes = 64;
const symbolBytes = 24;
const relocationBytes = 24;

/** Entries of the dynamic section whose value is the place of a text, and the one that says how long all texts are. */
const dynamicTexts = new Set([1, 14, 15, 29]);
const dynamicTextBytes = 10;

/** All places in a file of less than 2^53 bytes fit into a number. */
function readPlace(file: Buffer, at: number): number {
  return Number(file.readBigUInt64LE(at));
}

function checkKind(file: Buffer): void {
  const is64LittleEndian = file.readUInt32BE(0) === 0x7f454c46 && file.readUInt16BE(4) === 0x0201;
  if (!is64LittleEndian) throw new Error('It is no ELF file of 64 bits in little-endian order.');
}

function textAt(file: Buffer, at: number): string {
  return file.toString('latin1', at, file.indexOf(0, at));
}

function segmentsOf(file: Buffer): Segment[] {
  const first = readPlace(file, 32);
  return Array.from({ length: file.readUInt16LE(56) }, (_, i) => {
    const at = first + i * segmentBytes;
    return {
      type: file.readUInt32LE(at),
      flags: file.readUInt32LE(at + 4),
      offset: readPlace(file, at + 8),
      address: readPlace(file, at + 16),
      fileBytes: readPlace(file, at + 32),
      memoryBytes: readPlace(file, at + 40),
      alignment: readPlace(file, at + 48),
    };
  });
}

function sectionsOf(file: Buffer): Section[] {
  const first = readPlace(file, 40);
  const rows = Array.from({ length: file.readUInt16LE(60) }, (_, i) => first + i * sectionBytes);
  const names = readPlace(file, rows[file.readUInt16LE(62)]! + 24);
  return rows.map((at) => ({
    name: textAt(file, names + file.readUInt32LE(at)),
    type: file.readUInt32LE(at + 4),
    address: readPlace(file, at + 16),
    offset: readPlace(file, at + 24),
    bytes: readPlace(file, at + 32),
  }));
}

function sectionNamed(sections: readonly Section[], name: string): Section {
  const found = sections.find((section) => section.name === name);
  if (found === undefined) throw new Error(`The program has no section ${name}.`);
  return found;
}

/** Places of the rows of a section. */
function rowsOf({ offset, bytes }: Section, rowBytes: number): number[] {
  return Array.from({ length: bytes / rowBytes }, (_, i) => offset + i * rowBytes);
}

/** Places of rows of which each says how far behind it the next one is; the last one says 0. */
function* linked(file: Buffer, first: number, distanceAt: number): Generator<number> {
  for (let at = first, distance = -1; distance !== 0; at += distance) {
    yield at;
    distance = file.readUInt32LE(at + distanceAt);
  }
}

/** Names that a library offers or asks for. */
function namesOf(library: Buffer): string[] {
  checkKind(library);
  const sections = sectionsOf(library);
  const texts = sectionNamed(sections, '.dynstr').offset;
  const symbols = rowsOf(sectionNamed(sections, '.dynsym'), symbolBytes);
  return symbols.map((at) => textAt(library, texts + library.readUInt32LE(at)));
}

/** Texts one after another, each ended by 0; the first one is empty. */
class TextTable {
  readonly #places = new Map([['', 0]]);
  readonly #parts: Buffer[] = [Buffer.from([0])];
  #bytes = 1;

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** @returns the place of a text, which is added when it is not in the table */
  placeOf(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    const place = this.#bytes;
    const part = Buffer.from(`${text}\0`, 'latin1');
    this.#places.set(text, place);
    this.#parts.push(part);
    this.#bytes += part.length;
    return place;
  }
}

/**
 * Writes a shorter table of texts over that of the program. A symbol whose name nobody asks for gets the empty one: it
 * keeps its place, so that tables of places need no change, and a search by name does not find it.
 * @returns the addresses that are free then
 */
function shortenTexts(
  program: Buffer,
  libraries: readonly Buffer[],
): { readonly from: number; readonly to: number } {
  const sections = sectionsOf(program);
  if (sections.some(({ name }) => name === '.gnu.version_d')) {
    throw new Error('The program gives versions to its functions, whose names are not read here.');
  }
  const texts = sectionNamed(sections, '.dynstr');
  const shorter = new TextTable();
  const move = (at: number): number =>
    shorter.placeOf(textAt(program, texts.offset + program.readUInt32LE(at)));

  const known = new Set(libraries.flatMap(namesOf));
  const relocated = new Set(
    sections
      .filter(({ type, address }) => type === relocations && address > 0)
      .flatMap((section) => rowsOf(section, relocationBytes))
      .map((at) => program.readUInt32LE(at + 12)),
  );
  for (const [index, at] of rowsOf(sectionNamed(sections, '.dynsym'), symbolBytes).entries()) {
    const name = textAt(program, texts.offset + program.readUInt32LE(at));
    const isForeign = program.readUInt16LE(at + 6) === 0;
    const isNeeded = isForeign || relocated.has(index) || known.has(name);
    program.writeUInt32LE(isNeeded ? shorter.placeOf(name) : 0, at);
  }

  // Libraries, and the versions of their functions that the program needs.
  for (const library of linked(program, sectionNamed(sections, '.gnu.version_r').offset, 12)) {
    program.writeUInt32LE(move(library + 4), library + 4);
    for (const version of linked(program, library + program.readUInt32LE(library + 8), 12)) {
      program.writeUInt32LE(move(version + 8), version + 8);
    }
  }

  const dynamic = rowsOf(sectionNamed(sections, '.dynamic'), 16);
  for (const at of dynamic) {
    if (dynamicTexts.has(readPlace(program, at))) program.writeUInt32LE(move(at + 8), at + 8);
  }
  const { bytes } = shorter;
  for (const at of dynamic) {
    if (readPlace(program, at) === dynamicTextBytes) program.writeUInt32LE(bytes.length, at + 8);
  }
  if (bytes.length > texts.bytes) throw new Error('The texts became longer.');
  bytes.copy(program, texts.offset);
  return { from: texts.address + bytes.length, to: texts.address + texts.bytes };
}

/** A loaded segment without the whole pages of a range of addresses: in two parts if the range is within it. */
function without(segment: Segment, from: number, to: number): Segment[] {
  const { address, offset, fileBytes, memoryBytes, alignment } = segment;
  const firstFree = Math.ceil(from / alignment) * alignment;
  const nextUsed = Math.floor(to / alignment) * alignment;
  const isWithin = from >= address && to <= address + fileBytes && firstFree < nextUsed;
  if (segment.type !== segmentTypes.load || !isWithin) return [segment];
  const before = firstFree - address;
  const skipped = nextUsed - address;
  return [
    { ...segment, fileBytes: before, memoryBytes: before },
    {
      ...segment,
      offset: offset + skipped,
      address: nextUsed,
      fileBytes: fileBytes - skipped,
      memoryBytes: memoryBytes - skipped,
    },
  ];
}

/** The loaded segments close to one another: at the first place that pages of memory allow. */
function packed(segments: readonly Segment[]): Map<Segment, number> {
  const places = new Map<Segment, number>();
  let end = 0;
  for (const segment of segments.filter(({ type }) => type === segmentTypes.load)) {
    const { address, alignment, fileBytes } = segment;
    const start = end + ((((address - end) % alignment) + alignment) % alignment);
    places.set(segment, start);
    end = start + fileBytes;
  }
  return places;
}

/**
 * @param program with its sections, as a compiler makes it
 * @param libraries all that are loaded with it, the loader too
 * @returns the smaller program; it cannot load addons any more
 */
export function slimProgram(program: Buffer, libraries: readonly Buffer[]): Buffer {
  checkKind(program);
  const from = Buffer.from(program);
  const free = shortenTexts(from, libraries);
  const before = segmentsOf(from);
  // A segment in two parts needs another row of the table. Only debuggers read notes.
  const segments = before
    .filter(({ type }) => type !== segmentTypes.note)
    .flatMap((segment) => without(segment, free.from, free.to));
  if (segments.length > before.length) throw new Error('The table of segments has no room.');
  const places = packed(segments);
  const placeOf = (address: number): number => {
    for (const [segment, place] of places) {
      const passed = address - segment.address;
      if (passed >= 0 && passed < segment.fileBytes) return place + passed;
    }
    return 0;
  };

  const ends = [...places].map(([{ fileBytes }, place]) => place + fileBytes);
  const slim = Buffer.alloc(Math.max(...ends));
  for (const [{ offset, fileBytes }, place] of places) {
    from.copy(slim, place, offset, offset + fileBytes);
  }
  const table = readPlace(from, 32);
  for (const [index, segment] of segments.entries()) {
    const { type, flags, address, alignment } = segment;
    const isTable = type === segmentTypes.table;
    const tableBytes = segments.length * segmentBytes;
    const at = table + index * segmentBytes;
    slim.writeUInt32LE(type, at);
    slim.writeUInt32LE(flags, at + 4);
    const values = [
      ...[places.get(segment) ?? placeOf(address), address, address],
      ...(isTable ? [tableBytes, tableBytes] : [segment.fileBytes, segment.memoryBytes]),
      alignment,
    ];
    for (const [i, value] of values.entries()) slim.writeBigUInt64LE(BigInt(value), at + 8 + i * 8);
  }
  slim.writeUInt16LE(segments.length, 56);
  // No section is left.
  slim.writeBigUInt64LE(0n, 40);
  slim.writeUInt32LE(0, 60);
  return slim;
}
