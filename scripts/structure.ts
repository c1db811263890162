/**
 * `npm run structure`: draws folders, their sizes and imports as a Mermaid picture in ARCHITECTURE.md. A test fails when
 * the picture is stale.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.ts';
import { filesUnder, readSource, readText } from './sources.ts';

const programs = ['protocol', 'agent', 'relay', 'overlays', 'panel', 'cli'];
/** Programs whose folders are drawn one by one. */
const opened = ['agent', 'relay'];
const document = 'ARCHITECTURE.md';
const begin = '<!-- npm run structure: begin -->';
const end = '<!-- npm run structure: end -->';
/** Sizes are rounded to so many lines: small changes leave the picture as it is. */
const stepLines = 500;

export interface Room {
  readonly name: string;
  files: number;
  lines: number;
  /** Rooms that it imports, types included. */
  readonly imports: Set<string>;
}

/** The room that a file lies in. */
export function roomOf(path: string): string {
  const [program, folder, ...rest] = path.split('/');
  const isOpened = opened.includes(program!) && rest.length > 0;
  return isOpened ? `${program}/${folder}` : program!;
}

export function roomsOf(
  sources: readonly { path: string; text: string; files: readonly string[] }[],
): Room[] {
  const rooms = new Map<string, Room>();
  const known = new Set(sources.map(({ path }) => path));
  for (const { path, text, files } of sources) {
    const name = roomOf(path);
    const room = rooms.get(name) ?? { name, files: 0, lines: 0, imports: new Set<string>() };
    rooms.set(name, room);
    room.files++;
    room.lines += text.split('\n').length - 1;
    for (const file of files) {
      if (known.has(file) && roomOf(file) !== name) room.imports.add(roomOf(file));
    }
  }
  return [...rooms.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The picture as Mermaid text. `protocol` is imported everywhere, so its arrows are left out. */
export function picture(rooms: readonly Room[]): string {
  const id = (name: string) => name.replaceAll(/[^a-z]/g, '_');
  const size = ({ files, lines }: Room) => {
    const rounded = Math.max(stepLines, Math.round(lines / stepLines) * stepLines);
    return `${files} file${files === 1 ? '' : 's'}, about ${rounded} lines`;
  };
  const lines = ['```mermaid', 'flowchart TD'];
  for (const program of programs) {
    const inside = rooms.filter(({ name }) => name === program || name.startsWith(`${program}/`));
    if (inside.length > 1) lines.push(`  subgraph ${program}`);
    for (const room of inside) {
      const label = room.name === program && inside.length > 1 ? 'shared by its rooms' : room.name;
      lines.push(`    ${id(room.name)}["${label}<br/>${size(room)}"]`);
    }
    if (inside.length > 1) lines.push('  end');
  }
  for (const { name, imports } of rooms) {
    const drawn = [...imports].filter(
      (other) => other !== 'protocol' && other !== name.split('/')[0],
    );
    for (const other of drawn.sort()) lines.push(`  ${id(name)} --> ${id(other)}`);
  }
  return [...lines, '```'].join('\n');
}

/** ARCHITECTURE.md with the picture as it is now. */
export function freshDocument(): string {
  const sources = programs
    .flatMap((program) => [...filesUnder(program, '.ts'), ...filesUnder(program, '.tsx')])
    .map(readSource);
  const text = readText(document);
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${document} has no place for the picture.`);
  return `${text.slice(0, from + begin.length)}\n${picture(roomsOf(sources))}\n${text.slice(to)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(join(root, document), freshDocument());
  process.stdout.write(`The picture in ${document} is fresh.\n`);
}
