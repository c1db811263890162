/** The list of layouts, each with a preview and its buttons for OBS. */
import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { CheckedLayout, Layout, LayoutMetadata } from '../../protocol/layout.ts';
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import { Button } from '../core/controls.tsx';
import { newAddress } from '../core/edit-session.ts';
import { useCloseUnchanged } from '../core/editor-hooks.ts';
import { ofLayouts, UnsavedNote } from '../core/editor-parts.tsx';
import { DeleteButton, EditLink, ownFirst } from '../core/gallery-card.tsx';
import { RoomTitle } from '../core/help-link.tsx';
import { AddToObs, CopyButton, DragLink } from '../core/into-obs.tsx';
import { chooseFile } from '../core/json-files.ts';
import type { PreviewOf } from '../core/overlay-links.ts';
import { Preview } from '../core/preview.tsx';
import { BackgroundField } from '../core/preview-fields.tsx';
import type { RelayApi } from '../core/relay-api.ts';
import { useObs } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { previewOf } from '../core/status.ts';
import { emptyLayout, readFile } from './draft.ts';
import { editing, forgetSelection } from './edit-session.ts';
import { galleryUrl, pageForObs } from './links.ts';

/** CSS pixels */
const previewHeight = 260;

export interface LayoutGalleryProps {
  readonly panel: Panel;
  readonly layouts: readonly LayoutMetadata[];
  onChanged(): void;
}

interface CardProps {
  readonly panel: Panel;
  readonly layout: LayoutMetadata;
  readonly of: PreviewOf | null;
  readonly obs: ObsStatus | null;
  onDelete(): Promise<void>;
}

function LayoutCard({ panel, layout, of, obs, onDelete }: CardProps) {
  const { name, title, description, builtIn, width, height, theme, overlays, problem } = layout;
  const page = pageForObs(location.origin, layout);
  return (
    <li class="picture-card" data-layout={name}>
      {of !== null && (
        <Preview
          url={galleryUrl(location.origin, name, of)}
          title={title}
          size={{ width, height }}
          height={previewHeight}
        />
      )}
      <div class="picture-card-words">
        <h2>{title}</h2>
        <p class="muted small">
          {builtIn ? 'Comes with Sequential' : 'Yours'} · {width} × {height} · {overlays.length}{' '}
          {overlays.length === 1 ? 'overlay' : 'overlays'}
          {theme !== null && ` · theme ${theme}`}
        </p>
        {description !== '' && <p class="small">{description}</p>}
        {problem !== null && <p class="layout-problem">{problem}</p>}
      </div>
      <div class="row">
        <AddToObs panel={panel} page={page} obs={obs} small kind="main" />
        <DragLink panel={panel} page={page} small />
        <CopyButton panel={panel} page={page} small />
        <EditLink href={hashOf('layouts', name)} title={title} builtIn={builtIn} />
        {!builtIn && (
          <DeleteButton title={title} onDelete={onDelete}>
            <p>
              This deletes the file layouts/{name}.json. Sources in OBS that show this layout become
              empty.
            </p>
          </DeleteButton>
        )}
      </div>
    </li>
  );
}

/**
 * Asks for a file and lets the relay complete it.
 * @returns null: the user chose no file
 * @throws Error with a sentence when the file is not a layout; RelayProblem
 */
async function chooseLayout(relay: RelayApi): Promise<Layout | null> {
  const text = await chooseFile();
  if (text === null) return null;
  const { value } = readFile(text);
  const { layout, problems } = await relay.send<CheckedLayout>('POST', '/api/layouts/check', value);
  if (layout !== null) return layout;
  const [first] = problems;
  const what = first === undefined ? '' : `: ${first.path} ${first.reason}`;
  throw new Error(`This layout cannot be shown${what}.`);
}

export function Gallery({ panel, layouts, onChanged }: LayoutGalleryProps) {
  const of = useComputed(() => previewOf(panel.status.value)).value;
  const obs = useObs(panel).value;
  useCloseUnchanged(editing);
  const [deleting, setDeleting] = useState<string | null>(null);
  useEffect(() => setDeleting(null), [layouts]);
  const remove = async ({ name, title }: LayoutMetadata): Promise<void> => {
    // The preview would ask for a layout that is gone.
    setDeleting(name);
    const isDone = await panel.attempt(async () => {
      await panel.relay.send('DELETE', `/api/layouts/${name}`);
      if (editing.work.value?.saves === name) editing.drop();
      panel.notify(`${title} is deleted, with its file layouts/${name}.json.`);
      onChanged();
    });
    if (!isDone) setDeleting(null);
  };
  const openNew = (layout = emptyLayout('my-layout', 'My layout'), from = ''): void => {
    forgetSelection();
    editing.openNew(layout, from);
    panel.go(hashOf('layouts', newAddress));
  };
  const importFile = async (): Promise<void> => {
    await panel.attempt(async () => {
      const layout = await chooseLayout(panel.relay);
      if (layout !== null) openNew(layout, layout.title);
    });
  };
  return (
    <>
      <div class="room-head">
        <div>
          <RoomTitle title="Layouts" help="layouts" />
          <p class="muted">
            Several overlays on one page. One source in OBS needs less power than one for each
            overlay.
          </p>
        </div>
        <div class="row">
          <BackgroundField />
          <Button onClick={() => void importFile()}>Import a file …</Button>
          <Button kind="main" onClick={() => openNew()}>
            New layout
          </Button>
        </div>
      </div>
      <UnsavedNote kind={ofLayouts} editing={editing} />
      <ul class="picture-cards layout-cards">
        {ownFirst(layouts).map((layout) => (
          <LayoutCard
            key={layout.name}
            {...{ panel, layout, obs }}
            of={layout.name === deleting ? null : of}
            onDelete={() => remove(layout)}
          />
        ))}
      </ul>
    </>
  );
}
