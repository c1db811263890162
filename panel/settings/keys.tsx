/** The section Keys: makes, renews and revokes keys for viewers, publishers and admins. */
import { useState } from 'preact/hooks';
import type { KeyKind, KeysAnswer, ListedKey, MadeKey } from '../../protocol/access-keys.ts';
import { limits } from '../../protocol/limits.ts';
import { Card, ColumnHeads, Empty, Question } from '../core/cards-and-dialogs.tsx';
import { copyText } from '../core/clipboard.ts';
import { Button, Field, Form, SelectField, TextField } from '../core/controls.tsx';
import { NotLoaded } from '../core/help-link.tsx';
import { useGet } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { firstKeyNote, keyHowTo, keyKindTitles, usedText } from './key-wording.ts';
import type { SectionProps } from './section.ts';

/** How often the list is asked for, ms: the last use changes, and a console may change keys too. */
const pollMs = 5_000;

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

const choices = (['view', 'publish', 'admin'] as const).map((value) => ({
  value,
  title: keyKindTitles[value],
}));

export function Keys({ panel }: SectionProps) {
  const answer = useGet<KeysAnswer>(panel, '/api/keys', { everyMs: pollMs });
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<MadeKey | null>(null);
  const { value, again } = answer;
  if (value === null) return <NotLoaded title="The keys could not be loaded" answer={answer} />;
  const { keys, isPublic } = value;
  const show = (key: MadeKey): void => {
    setMade(key);
    setMaking(false);
    again();
  };
  return (
    <>
      {made !== null && <ShownKey panel={panel} made={made} onDone={() => setMade(null)} />}
      <Card
        title="Keys"
        aside={
          !isMaking && (
            <Button kind="main" small onClick={() => setMaking(true)}>
              Make a key
            </Button>
          )
        }
      >
        <div class="stack">
          <p class="muted small">
            A key lets another person or program in. Make one for each, so that you can revoke one
            without affecting the others. No restart is needed.
            {isPublic && ' This relay is public: everybody may watch without a key.'}
          </p>
          {isMaking && (
            <NewKey panel={panel} answer={value} onMade={show} onCancel={() => setMaking(false)} />
          )}
          {keys.length === 0 ? (
            !isMaking && (
              <Empty title="No keys yet">
                <p>
                  Everybody who reaches this relay may watch. Only this PC may publish, and only
                  this browser may change anything.
                </p>
              </Empty>
            )
          ) : (
            <KeyTable panel={panel} keys={keys} onMade={show} again={again} />
          )}
        </div>
      </Card>
    </>
  );
}

interface NewKeyProps {
  readonly panel: Panel;
  readonly answer: KeysAnswer;
  onMade(key: MadeKey): void;
  onCancel(): void;
}

function NewKey({ panel, answer, onMade, onCancel }: NewKeyProps) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<KeyKind>('publish');
  const [isBusy, setBusy] = useState(false);
  const make = async (): Promise<void> => {
    setBusy(true);
    await panel.attempt(async () => {
      onMade(await panel.relay.send<MadeKey>('POST', '/api/keys', { kind, name }));
    });
    setBusy(false);
  };
  const note = firstKeyNote(kind, answer);
  return (
    <Form
      class="new-key"
      onSubmit={() => {
        if (name.trim() !== '') void make();
      }}
    >
      <div class="new-key-fields">
        <TextField
          label="Name"
          value={name}
          onInput={(text) => setName(text.slice(0, limits.keyNameCharsMax))}
          placeholder="Anna, PC"
          hint="Whom it is for."
        />
        <SelectField<KeyKind>
          label="For"
          value={kind}
          choices={choices}
          onInput={(one) => setKind(one)}
        />
      </div>
      {note !== null && <p class="new-key-note">{note}</p>}
      <div class="row">
        <Button kind="main" type="submit" isBusy={isBusy} disabled={name.trim() === ''}>
          Make the key
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </Form>
  );
}

interface ShownKeyProps {
  readonly panel: Panel;
  readonly made: MadeKey;
  onDone(): void;
}

/** The text is a property of the field, so the page's markup does not hold it. */
function ShownKey({ panel, made, onDone }: ShownKeyProps) {
  const { key, name, kind } = made;
  const copy = (): Promise<boolean> =>
    copyText(panel, key, {
      copied: 'The key is copied.',
      refused: 'The browser does not allow copying. Select the key and copy it yourself.',
    });
  return (
    <Card title={`The key of ${name}`}>
      <div class="stack">
        <Field label="This key is shown only once: pass it on now">
          {(ids) => (
            <input
              {...ids}
              class="shown-key"
              type="text"
              readOnly
              value={key}
              onFocus={(event) => event.currentTarget.select()}
            />
          )}
        </Field>
        <p class="muted small">{keyHowTo(kind, location.origin)}</p>
        <div class="row">
          <Button kind="main" onClick={() => void copy()}>
            Copy the key
          </Button>
          <Button onClick={onDone}>Done</Button>
        </div>
      </div>
    </Card>
  );
}

interface KeyTableProps {
  readonly panel: Panel;
  readonly keys: readonly ListedKey[];
  onMade(key: MadeKey): void;
  again(): void;
}

function KeyTable(props: KeyTableProps) {
  return (
    <div class="key-list">
      <table>
        <caption class="hidden">Keys of this relay</caption>
        <ColumnHeads
          titles={['Name', 'For', ['Made', 'key-detail'], ['Last used', 'key-detail']]}
          hasActions
        />
        <tbody>
          {props.keys.map((key) => (
            <KeyRow key={key.id} {...props} listed={key} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function KeyRow({ panel, listed, onMade, again }: KeyTableProps & { readonly listed: ListedKey }) {
  const { id, name, kind, madeAt, usedAt } = listed;
  const [asked, setAsked] = useState<'renew' | 'revoke' | null>(null);
  const renew = (): Promise<boolean> =>
    panel.attempt(async () => {
      onMade(await panel.relay.send<MadeKey>('POST', `/api/keys/${id}/renew`));
      setAsked(null);
    });
  const revoke = (): Promise<boolean> =>
    panel.attempt(async () => {
      await panel.relay.send('DELETE', `/api/keys/${id}`);
      setAsked(null);
      panel.notify(`The key of ${name} is revoked.`);
      again();
    });
  return (
    <tr class="key-row">
      <th scope="row" class="key-name">
        {name}
      </th>
      <td>{keyKindTitles[kind]}</td>
      <td class="key-detail">{day.format(new Date(madeAt))}</td>
      <td class="key-detail">{usedText(usedAt, Date.now())}</td>
      <td>
        <span class="row end">
          <Button small label={`Renew the key of ${name}`} onClick={() => setAsked('renew')}>
            Renew
          </Button>
          <Button small label={`Revoke the key of ${name}`} onClick={() => setAsked('revoke')}>
            Revoke
          </Button>
          {asked !== null && (
            <Question
              title={asked === 'renew' ? `Renew the key of ${name}?` : `Revoke the key of ${name}?`}
              act={asked === 'renew' ? 'Renew it' : 'Revoke it'}
              onYes={() => void (asked === 'renew' ? renew() : revoke())}
              onNo={() => setAsked(null)}
            >
              <p>
                {asked === 'renew'
                  ? 'It gets new text under the same name, and keeps its sessions. The former key stops working at once.'
                  : 'Whoever uses it is disconnected at once. Its sessions are free for other publish keys.'}
              </p>
            </Question>
          )}
        </span>
      </td>
    </tr>
  );
}
