/**
 * The three ways of a page into OBS: drag it, copy its address, let the relay add it as a browser source. For overlays
 * and layouts alike. It never makes a scene, and changes nothing in OBS without a press of a button.
 */
import { useState } from 'preact/hooks';
import type { AddedSource, ObsStatus } from '../../protocol/relay-answers.ts';
import { Button, SelectField, TextField } from './controls.tsx';
import { Dialog } from './frames.tsx';
import type { ForObs } from './overlay-links.ts';
import type { Panel } from './room.ts';
import { hashOf } from './route.ts';

/** Only programs of this kind take a link that is dropped on them as a source. */
const dragHelp = 'Drag this into the OBS window. OBS asks once, then adds the source.';

export function DragLink(props: {
  panel: Panel;
  page: ForObs;
  children?: string;
  small?: boolean;
}) {
  const { panel, page, children = 'Drag into OBS', small } = props;
  return (
    <a
      class="button drag"
      data-size={small ? 'small' : undefined}
      href={page.dragUrl}
      draggable
      aria-label={`${children}: ${page.title}`}
      onDragStart={(event) => {
        event.dataTransfer?.setData('text/uri-list', page.dragUrl);
        event.dataTransfer?.setData('text/plain', page.dragUrl);
      }}
      onClick={(event) => {
        event.preventDefault();
        panel.notify(dragHelp);
      }}
    >
      <span aria-hidden="true">⠿</span> {children}
    </a>
  );
}

/** Copies the address; where the browser does not let it, the address is said, to be copied by hand. */
export async function copyAddress(panel: Panel, { url, title }: ForObs): Promise<void> {
  try {
    await navigator.clipboard.writeText(url);
    panel.notify(`Copied. In OBS: Sources → + → Browser, paste it as URL (${title}).`);
  } catch {
    panel.notify(url);
  }
}

export function CopyButton(props: { panel: Panel; page: ForObs; small?: boolean }) {
  const { panel, page, small = false } = props;
  return (
    <Button
      small={small}
      label={`Copy address: ${page.title}`}
      onClick={() => void copyAddress(panel, page)}
    >
      {small ? 'Copy' : 'Copy address'}
    </Button>
  );
}

function AddForm(props: {
  panel: Panel;
  page: ForObs;
  obs: ObsStatus;
  onDone(added: boolean): void;
}) {
  const { panel, page, obs, onDone } = props;
  const [scene, setScene] = useState(obs.programScene ?? obs.scenes[0] ?? '');
  const [name, setName] = useState(page.title);
  const [isBusy, setBusy] = useState(false);
  const named = obs.sources.find((source) => source.name === name.trim());
  // One that another scene shows stays as it is.
  const isThere = named?.scenes.length === 1 && named.scenes[0] === scene;
  const add = async (): Promise<void> => {
    setBusy(true);
    try {
      const wish = { ...page.source, scene, name: name.trim() || page.title };
      const added = await panel.relay.send<AddedSource>('POST', '/api/obs/sources', wish);
      panel.notify(
        added.created
          ? `“${added.name}” is in the scene “${added.scene}” now. Move it in OBS to where you want it.`
          : `“${added.name}” was in OBS already and shows this now.`,
      );
      onDone(true);
    } catch (problem) {
      panel.notifyProblem(problem);
      setBusy(false);
    }
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <SelectField
        label="Scene"
        value={scene}
        choices={obs.scenes.map((one) => ({
          value: one,
          title: one === obs.programScene ? `${one} (on program)` : one,
        }))}
        onInput={setScene}
      />
      <TextField
        label="Name of the source"
        value={name}
        onInput={setName}
        {...(named === undefined
          ? {}
          : {
              hint: isThere
                ? 'OBS has one of that name: it will show this, where it is.'
                : 'Another scene has one of that name: this one gets a number behind it.',
            })}
      />
      <div class="row end">
        <Button onClick={() => onDone(false)}>Not now</Button>
        <Button kind="main" type="submit" isBusy={isBusy} disabled={scene === ''}>
          {isThere ? 'Show it there' : 'Add'}
        </Button>
      </div>
    </form>
  );
}

function CannotAdd({ obs, onClose }: { obs: ObsStatus | null; onClose(): void }) {
  const canBrowse = obs === null || obs.state !== 'connected' || obs.canAddSources;
  return (
    <div class="stack">
      <p>
        {obs === null
          ? 'The state of OBS is not known.'
          : canBrowse
            ? obs.sentence
            : 'This OBS cannot show web pages: its browser source is missing. Install OBS from obsproject.com.'}
      </p>
      <p class="muted">Dragging and copying the address work without a connection.</p>
      <div class="row end">
        <Button onClick={onClose}>Close</Button>
        <a class="button" data-kind="main" href={hashOf('obs')}>
          Connect OBS
        </a>
      </div>
    </div>
  );
}

export interface AddToObsProps {
  readonly panel: Panel;
  readonly page: ForObs;
  readonly obs: ObsStatus | null;
  readonly small?: boolean;
  readonly kind?: 'main' | 'plain';
  onAdded?(): void;
}

export function AddToObs({
  panel,
  page,
  obs,
  small = false,
  kind = 'plain',
  onAdded,
}: AddToObsProps) {
  const [isOpen, setOpen] = useState(false);
  const isReady = obs?.state === 'connected' && obs.canAddSources && obs.scenes.length > 0;
  return (
    <>
      <Button
        small={small}
        kind={kind}
        label={`Add to OBS: ${page.title}`}
        onClick={() => setOpen(true)}
      >
        Add to OBS
      </Button>
      {isOpen && (
        <Dialog title={`Add ${page.title} to OBS`} onClose={() => setOpen(false)}>
          {isReady ? (
            <AddForm
              panel={panel}
              page={page}
              obs={obs}
              onDone={(added) => {
                setOpen(false);
                if (added) onAdded?.();
              }}
            />
          ) : (
            <CannotAdd obs={obs} onClose={() => setOpen(false)} />
          )}
        </Dialog>
      )}
    </>
  );
}
