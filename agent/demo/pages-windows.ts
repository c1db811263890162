/** Windows: the pages as named sections. Their names go when the demo car and all readers have let go of them. */
import { type PageName, pageNames, pages, windowsPageName } from '../games/assetto-corsa/layout.ts';
import { type CreatedSection, createSection } from '../memory/windows-create.ts';
import type { WritablePages } from './writable-pages.ts';

interface Section {
  readonly section: CreatedSection;
  readonly bytes: Buffer;
}

export function openPages(prefix: string): WritablePages {
  const sections = new Map<PageName, Section>();
  for (const name of pageNames) {
    const section = createSection(windowsPageName(name, prefix), pages[name].sizeBytes);
    const bytes = Buffer.from(section.memory, 0, pages[name].sizeBytes);
    // A reader that held an older section open keeps its bytes; this drive begins empty.
    bytes.fill(0);
    sections.set(name, { section, bytes });
  }
  return {
    write: (name, bytes) => {
      sections.get(name)?.bytes.set(bytes);
    },
    close: () => {
      const closing = [...sections.values()].map(({ section }) => section);
      // No view may be left when the memory goes.
      sections.clear();
      for (const section of closing) section.close();
    },
  };
}
