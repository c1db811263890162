/** All layouts, each drawn by its own page, with their ways into OBS. */
import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { LayoutMetadata } from '../../protocol/layout.ts';
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import { Button } from '../core/controls.tsx';
import { ofLayouts, UnsavedNote } from '../core/editing.tsx';
import { DeleteDialog, EditLink } from '../core/gallery-card.tsx';
import { GroundField } from '../core/ground-field.tsx';
import { RoomTitle } from '../core/help-link.tsx';
import { AddToObs, CopyButton, DragLink } from '../core/into-obs.tsx';
import type { PreviewOf } from '../core/overlay-links.ts';
import { Preview } from '../core/preview.tsx';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { previewOf } from '../core/status.ts';
import { useObs } from '../core/use-obs.ts';
import { emptyLayout } from './draft.ts';
import { chosenId, editing, newAddress } from './edit-session.ts';
import { chooseLayout } from './files.ts';
import { forObs, galleryUrl } from './links.ts';

/** Of the previews, CSS pixels. */
const previewHeight = 200;

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
  onDelete(): void;
}

function LayoutCard({ panel, layout, of, obs, onDelete }: CardProps) {
  const { name, title, description, builtIn, width, height, overlays, problem } = layout;
  const [isDeleting, setDeleting] = useState(false);
  const page = forObs(location.origin, layout);
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
        </p>
        {description !== '' && <p class="small">{description}</p>}
        {problem !== null && <p class="layout-problem">{problem}</p>}
      </div>
      <div class="row">
        <AddToObs panel={panel} page={page} obs={obs} small kind="main" />
        <DragLink panel={panel} page={page} small />
        <CopyButton panel={panel} page={page} small />
      </div>
      <div class="row">
        <EditLink href={hashOf('layouts', name)} title={title} builtIn={builtIn} />
        {!builtIn && (
          <Button kind="quiet" small label={`Delete ${title}`} onClick={() => setDeleting(true)}>
            Delete
          </Button>
        )}
      </div>
      {isDeleting && (
        <DeleteDialog title={title} onDelete={onDelete} onClose={() => setDeleting(false)}>
          <p>
            The file layouts/{name}.json is deleted. Sources in OBS that show it show nothing then.
          </p>
        </DeleteDialog>
      )}
    </li>
  );
}

export function Gallery({ panel, layouts, onChanged }: LayoutGalleryProps) {
  const of = useComputed(() => previewOf(panel.status.value)).value;
  const obs = useObs(panel).value;
  useEffect(() => {
    // The file may be another one when it is opened again.
    if (!editing.isUnsaved.value) editing.drop();
  }, []);
  const remove = async ({ name, title }: LayoutMetadata): Promise<void> => {
    try {
      await panel.relay.send('DELETE', `/api/layouts/${name}`);
      if (editing.work.value?.saves === name) editing.drop();
      panel.notify(`${title} is deleted.`);
      onChanged();
    } catch (problem) {
      panel.notifyProblem(problem);
    }
  };
  const openNew = (layout = emptyLayout('my-layout', 'My layout'), from = ''): void => {
    chosenId.value = null;
    editing.begin({ address: newAddress, saves: null, from, saved: null }, layout);
    panel.go(hashOf('layouts', newAddress));
  };
  const bringIn = async (): Promise<void> => {
    try {
      const layout = await chooseLayout(panel.relay);
      if (layout !== null) openNew(layout, layout.title);
    } catch (problem) {
      panel.notifyProblem(problem);
    }
  };
  return (
    <>
      <div class="room-head">
        <div>
          <RoomTitle title="Layouts" help="layouts" />
          <p class="muted">
            Several overlays on one page: one source in OBS, which costs less than one for each.
          </p>
        </div>
        <div class="row">
          <GroundField />
          <Button onClick={() => void bringIn()}>Import a file …</Button>
          <Button kind="main" onClick={() => openNew()}>
            New layout
          </Button>
        </div>
      </div>
      <UnsavedNote kind={ofLayouts} editing={editing} />
      <ul class="layout-cards">
        {[...layouts]
          .sort((a, b) => Number(a.builtIn) - Number(b.builtIn))
          .map((layout) => (
            <LayoutCard
              key={layout.name}
              panel={panel}
              layout={layout}
              of={of}
              obs={obs}
              onDelete={() => void remove(layout)}
            />
          ))}
      </ul>
    </>
  );
}
