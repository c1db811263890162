/** The section Log: its last lines, a filter, and the text for a bug report, which is shown before it is copied. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LogAnswer } from '../../protocol/program-answers.ts';
import { Card, Dialog } from '../core/cards-and-dialogs.tsx';
import { copyText } from '../core/clipboard.ts';
import { Button, Switch, TextField } from '../core/controls.tsx';
import { NotLoaded } from '../core/help-link.tsx';
import { useGet } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { filteredLines, reportText } from './log-filter.ts';
import type { SectionProps } from './section.ts';
import { plural } from './wording.ts';

/** The relay reads its file for each request. */
const asked = { mayAskKey: false, everyMs: 5_000 } as const;

export function Log({ panel }: SectionProps) {
  const log = useGet<LogAnswer>(panel, '/api/log', asked);
  const [search, setSearch] = useState('');
  const [isOnlyProblems, setOnlyProblems] = useState(false);
  const [report, setReport] = useState<string | null>(null);
  if (log.value === null) return <NotLoaded title="The log could not be read" answer={log} />;
  const { file, lines } = log.value;
  const shown = filteredLines(lines, search, isOnlyProblems ? 'problems' : 'all');
  const answer = log.value;
  return (
    <Card title="Log" aside={<span class="muted">{plural(shown.length, 'line')}</span>}>
      <div class="stack">
        <div class="log-tools">
          <TextField
            label="Filter"
            type="search"
            value={search}
            onInput={setSearch}
            placeholder="Words to look for"
          />
          <Switch label="Problems only" checked={isOnlyProblems} onInput={setOnlyProblems} />
          <Button kind="main" onClick={() => setReport(reportText(answer, shown))}>
            Copy for a bug report …
          </Button>
        </div>
        <LogLines lines={shown} />
        <p class="muted small">
          Keys, passwords, network addresses and your user name are taken out.{' '}
          {file === null ? (
            'The log goes to the console. These lines are gone once Sequential ends.'
          ) : (
            <>
              The whole log is <code>{file}</code>.
            </>
          )}
        </p>
      </div>
      {report !== null && (
        <ReportDialog panel={panel} text={report} onClose={() => setReport(null)} />
      )}
    </Card>
  );
}

/**
 * Stays at the end as lines come, unless the user has scrolled up. A text area, because the keyboard reaches it in every
 * browser, and Ctrl+A selects the lines alone.
 */
function LogLines({ lines }: { readonly lines: readonly string[] }) {
  const place = useRef<HTMLTextAreaElement>(null);
  const isAtEnd = useRef(true);
  const text = lines.join('\n');
  useEffect(() => {
    const element = place.current;
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [text]);
  if (lines.length === 0) return <p class="muted">No line matches.</p>;
  return (
    <textarea
      ref={place}
      class="log-lines"
      readOnly
      aria-label="Lines of the log"
      spellcheck={false}
      value={text}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollTop + clientHeight >= scrollHeight - 8;
      }}
    />
  );
}

interface ReportDialogProps {
  readonly panel: Panel;
  readonly text: string;
  onClose(): void;
}

function ReportDialog({ panel, text, onClose }: ReportDialogProps) {
  const [shown, setShown] = useState(text);
  const area = useRef<HTMLTextAreaElement>(null);
  // The first thing to write is what happened, so the cursor stands below that line.
  useEffect(() => {
    const start = text.indexOf('\n') + 1;
    area.current?.setSelectionRange(start, start);
    area.current?.scrollTo(0, 0);
  }, []);
  const copy = async (): Promise<void> => {
    const isCopied = await copyText(panel, shown, {
      copied: 'Copied. Paste it into your report.',
      refused: 'The browser does not allow copying. Select the text and copy it yourself.',
    });
    if (isCopied) onClose();
  };
  return (
    <Dialog title="For a bug report" onClose={onClose}>
      <div class="stack">
        <p>This is what will be copied. Read it, and change what you like.</p>
        <textarea
          ref={area}
          class="report-text"
          aria-label="Text of the bug report"
          rows={16}
          spellcheck={false}
          value={shown}
          onInput={(event) => setShown(event.currentTarget.value)}
        />
        <div class="row end">
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button kind="main" onClick={() => void copy()}>
            Copy
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
