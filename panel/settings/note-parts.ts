/**
 * Splits release notes into headings, paragraphs and lists, with strong words and code inside. Everything else is text: the
 * notes come from another machine. Pure.
 */

export type NoteSpan = { readonly kind: 'text' | 'strong' | 'code'; readonly text: string };

export type NoteBlock =
  | { readonly kind: 'heading' | 'paragraph'; readonly spans: readonly NoteSpan[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly NoteSpan[])[] };

const marks = /\*\*([^*]+)\*\*|`([^`]+)`/g;

/** `a **b**` → text, strong. */
export function noteSpans(text: string): NoteSpan[] {
  const spans: NoteSpan[] = [];
  let from = 0;
  for (const { 0: whole, 1: strong, 2: code, index } of text.matchAll(marks)) {
    if (index > from) spans.push({ kind: 'text', text: text.slice(from, index) });
    spans.push(
      strong === undefined ? { kind: 'code', text: code! } : { kind: 'strong', text: strong },
    );
    from = index + whole.length;
  }
  if (from < text.length) spans.push({ kind: 'text', text: text.slice(from) });
  return spans;
}

/** Lines as the blocks that they begin or continue. A line that begins nothing belongs to the block before it. */
export function noteBlocks(notes: string): NoteBlock[] {
  const blocks: { kind: NoteBlock['kind']; texts: string[] }[] = [];
  let isOpen = false;
  for (const line of notes.split(/\r?\n/)) {
    const text = line.trim();
    const heading = /^#{1,6}\s+(.*)$/.exec(text)?.[1];
    const item = /^[-*]\s+(.*)$/.exec(text)?.[1];
    const last = blocks.at(-1);
    if (text === '') isOpen = false;
    else if (heading !== undefined) {
      blocks.push({ kind: 'heading', texts: [heading] });
      isOpen = false;
    } else if (item !== undefined) {
      if (last?.kind === 'list') last.texts.push(item);
      else blocks.push({ kind: 'list', texts: [item] });
      isOpen = true;
    } else if (isOpen && last !== undefined) {
      last.texts.push(`${last.texts.pop()} ${text}`);
    } else {
      blocks.push({ kind: 'paragraph', texts: [text] });
      isOpen = true;
    }
  }
  return blocks.map(({ kind, texts }) =>
    kind === 'list' ? { kind, items: texts.map(noteSpans) } : { kind, spans: noteSpans(texts[0]!) },
  );
}
