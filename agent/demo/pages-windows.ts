/** Windows: the pages as named sections. A name lives until the demo car and all readers have closed it. */
import { type CreatedSection, createSection } from '../memory/windows-create.ts';
import {
  type WritablePageName,
  type WritablePages,
  writablePageBytes,
  writablePageNames,
} from './writable-pages.ts';

interface Section {
  readonly section: CreatedSection;
  readonly bytes: Buffer;
}

export function openPages(prefix: string): WritablePages {
  const sections = new Map<WritablePageName, Section>();
  for (const name of writablePageNames) {
    const sizeBytes = writablePageBytes(name);
    const section = createSection(`Local\\${prefix}_${name}`, sizeBytes);
    const bytes = Buffer.from(section.memory, 0, sizeBytes);
    // A section that a reader still holds has the bytes of an earlier drive.
    bytes.fill(0);
    sections.set(name, { section, bytes });
  }
  return {
    write: (name, bytes) => {
      sections.get(name)?.bytes.set(bytes);
    },
    close: () => {
      const closing = [...sections.values()].map(({ section }) => section);
      // No view may be left when the memory is unmapped.
      sections.clear();
      for (const section of closing) section.close();
    },
  };
}
