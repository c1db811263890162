/** Draws release notes: headings, paragraphs and lists. */
import { type NoteSpan, noteBlocks } from './note-parts.ts';

function Spans({ spans }: { readonly spans: readonly NoteSpan[] }) {
  return (
    <>
      {spans.map(({ kind, text }) => {
        if (kind === 'strong') return <strong>{text}</strong>;
        return kind === 'code' ? <code>{text}</code> : text;
      })}
    </>
  );
}

export function ReleaseNotes({ notes }: { readonly notes: string }) {
  return (
    <div class="release-notes">
      {noteBlocks(notes).map((block) => {
        if (block.kind === 'list') {
          return (
            <ul>
              {block.items.map((spans) => (
                <li>
                  <Spans spans={spans} />
                </li>
              ))}
            </ul>
          );
        }
        const inside = <Spans spans={block.spans} />;
        return block.kind === 'heading' ? <h4>{inside}</h4> : <p>{inside}</p>;
      })}
    </div>
  );
}
