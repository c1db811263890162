/** Updates: the daily check with exactly what it sends, the newest release with its notes, and its installation. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { OfferedRelease, UpdateStatus } from '../../protocol/update-status.ts';
import { Badge, Card } from '../core/cards-and-dialogs.tsx';
import { Button, Switch } from '../core/controls.tsx';
import { ErrorHelp, NotLoaded } from '../core/help-link.tsx';
import { useGet } from '../core/relay-hooks.ts';
import { ReleaseNotes } from './release-notes.tsx';
import type { SectionProps } from './section.ts';
import {
  hindranceSentence,
  manualWay,
  megabytes,
  releaseOf,
  stateWords,
} from './update-wording.ts';

/** How often the state is asked for, ms: while it changes by itself, and else. */
const busyPollMs = 700;
const quietPollMs = 5_000;

const busyKinds = ['checking', 'downloading', 'installing'];

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

/** The new program serves a new panel. */
function useReloadOnUpgrade(version: string | undefined): void {
  const first = useRef(version);
  useEffect(() => {
    first.current ??= version;
    if (version !== undefined && version !== first.current) location.reload();
  }, [version]);
}

export function Updates({ panel }: SectionProps) {
  const [everyMs, setEveryMs] = useState(quietPollMs);
  const { value, problem, again } = useGet<UpdateStatus>(panel, '/api/updates', { everyMs });
  // The answer to an act is newer than the last poll.
  const [answered, setAnswered] = useState<UpdateStatus | null>(null);
  const [act, setAct] = useState<string | null>(null);
  useEffect(() => setAnswered(null), [value]);
  const status = answered ?? value;
  const isBusy = status !== null && busyKinds.includes(status.state.kind);
  useEffect(() => setEveryMs(isBusy ? busyPollMs : quietPollMs), [isBusy]);
  useReloadOnUpgrade(status?.version);
  if (status === null) {
    return <NotLoaded title="Updates could not be loaded" answer={{ problem, again }} />;
  }
  const send = async (method: 'POST' | 'PUT', path: string, body?: object): Promise<void> => {
    setAct(path);
    const isDone = await panel.attempt(async () =>
      setAnswered(await panel.relay.send<UpdateStatus>(method, `/api/updates${path}`, body)),
    );
    if (!isDone) again();
    setAct(null);
  };
  const words = stateWords(status);
  const release = releaseOf(status.state);
  return (
    <>
      <Card
        title="Updates"
        aside={words.word !== null && <Badge tone={words.tone}>{words.word}</Badge>}
      >
        <div class="stack">
          <div role="status">
            <p>{words.sentence}</p>
            {status.state.kind === 'failed' && status.state.failure.hint !== undefined && (
              <p class="muted small">
                {status.state.failure.hint} <ErrorHelp code={status.state.failure.code} />
              </p>
            )}
          </div>
          {status.request !== null && (
            <>
              <Switch
                label="Look for a newer release once a day"
                hint="Nothing is ever installed without your click."
                checked={status.daily}
                onInput={(daily) => void send('PUT', '', { daily })}
              />
              <div class="row">
                <Button
                  isBusy={act === '/check' || status.state.kind === 'checking'}
                  disabled={isBusy && status.state.kind !== 'checking'}
                  onClick={() => void send('POST', '/check')}
                >
                  Check now
                </Button>
                <span class="muted small">
                  {status.checkedAt === null
                    ? 'Never checked.'
                    : `Last answer: ${moment.format(status.checkedAt)}.`}
                </span>
              </div>
              <WhatIsSent request={status.request} />
            </>
          )}
        </div>
      </Card>
      {release !== null && (
        <Release
          status={status}
          release={release}
          isSending={act === '/install'}
          onInstall={() => void send('POST', '/install')}
        />
      )}
    </>
  );
}

function WhatIsSent({ request }: { readonly request: readonly string[] }) {
  return (
    <details class="more">
      <summary>What a check sends</summary>
      <div class="stack tight">
        <p class="small">
          This request and nothing else, to the server that announces releases. No name, no version,
          nothing of yours. As with every website, that server sees your internet address.
        </p>
        <pre class="lines">{request.join('\n')}</pre>
        <p class="muted small">
          The answer is used only when the makers of Sequential have signed it.
        </p>
      </div>
    </details>
  );
}

interface ReleaseProps {
  readonly status: UpdateStatus;
  readonly release: OfferedRelease;
  readonly isSending: boolean;
  onInstall(): void;
}

function Release({ status, release, isSending, onInstall }: ReleaseProps) {
  const { version, date, notes, page } = release;
  return (
    <Card
      title={`Sequential ${version}`}
      aside={<span class="muted small">{day.format(new Date(date))}</span>}
    >
      <div class="stack">
        {status.canInstall && release.file !== null ? (
          <Install status={status} release={release} isSending={isSending} onInstall={onInstall} />
        ) : (
          <Manual status={status} release={release} />
        )}
        {notes.trim() !== '' && (
          <section class="stack tight" aria-labelledby="release-notes-title">
            <h3 id="release-notes-title">What is new</h3>
            <ReleaseNotes notes={notes} />
          </section>
        )}
        <p>
          <a href={page} target="_blank" rel="noreferrer">
            Download page
          </a>
        </p>
      </div>
    </Card>
  );
}

function Install({ status, release, isSending, onInstall }: ReleaseProps) {
  const { state, hindrance } = status;
  const bytes = release.file?.bytes ?? 0;
  if (state.kind === 'downloading' || state.kind === 'installing') {
    const received = state.kind === 'downloading' ? state.receivedBytes : bytes;
    return (
      <progress
        class="update-progress"
        aria-label={`Download of version ${release.version}`}
        max={bytes}
        value={received}
      />
    );
  }
  const what =
    state.kind === 'ready'
      ? `Install version ${release.version}`
      : `Download and install (${megabytes(bytes)})`;
  return (
    <div class="stack tight">
      <div class="row">
        <Button kind="main" isBusy={isSending} disabled={hindrance !== null} onClick={onInstall}>
          {what}
        </Button>
      </div>
      <p class="muted small">
        {hindrance === null
          ? 'The file is checked before it runs. Overlays are empty for about half a minute; laps, themes and settings stay.'
          : hindranceSentence[hindrance]}
      </p>
    </div>
  );
}

function Manual({ status, release }: Pick<ReleaseProps, 'status' | 'release'>) {
  const { steps, commands, note } = manualWay(status.distribution, release);
  return (
    <div class="stack tight">
      {release.file !== null && (
        <div class="row">
          <a class="button" data-kind="main" href={release.file.url} rel="noreferrer">
            Download ({megabytes(release.file.bytes)})
          </a>
        </div>
      )}
      {steps.length === 1 ? (
        <p>{steps[0]}</p>
      ) : (
        <ol class="numbered">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {commands.length > 0 && <pre class="lines">{commands.join('\n')}</pre>}
      {note !== undefined && <p class="muted small">{note}</p>}
    </div>
  );
}
