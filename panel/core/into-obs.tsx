/**
 * The three ways to bring an overlay or layout into OBS: drag it, copy its address, or let the relay add a browser
 * source. It never creates scenes, and changes OBS only when the user presses a button.
 */

import { useState } from 'preact/hooks';
import type { AddedSource, ObsStatus } from '../../protocol/relay-answers.ts';
import { Dialog } from './cards-and-dialogs.tsx';
import { copyText } from './clipboard.ts';
import { Button, Form, SelectField, TextField } from './controls.tsx';
import { type PageForObs, sizeText } from './overlay-links.ts';
import { useAttempt } from './relay-hooks.ts';
import type { Panel } from './room.ts';
import { hashOf } from './route.ts';

/** Shown when the link is clicked instead of dragged. */
const dragHelp = 'Drag this into the OBS window. OBS asks once, then adds the source.';

export function DragLink(props: {
  panel: Panel;
  page: PageForObs;
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

/** Copies the address. Where the browser forbids it, a notice shows the address. */
async function copyAddress(panel: Panel, { url, title, size }: PageForObs): Promise<void> {
  const sizes = sizeText(size);
  await copyText(panel, url, {
    copied: `The address of ${title} is copied. In OBS, choose Sources → + → Browser, paste it as URL, and set ${sizes}.`,
    refused: `The browser does not allow copying. The address is ${url}; set ${sizes}.`,
  });
}

export function CopyButton(props: { panel: Panel; page: PageForObs; small?: boolean }) {
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

function pixels({ width, height }: PageForObs['size']): string {
  return `${width} × ${height}`;
}

/** A layout stands on a canvas of another shape. Its own shape says what the stream is meant to be. */
function shapeSentence(made: PageForObs['size'], canvas: PageForObs['size']): string {
  const wanted = pixels(made);
  return (
    `This layout is made for ${wanted}, and the canvas of OBS is ${pixels(canvas)}, so it stands there smaller. ` +
    `To fill the canvas, choose ${wanted} in OBS under Settings → Video, or add another layout.`
  );
}

function AddForm(props: {
  panel: Panel;
  page: PageForObs;
  obs: ObsStatus;
  onDone(added: boolean): void;
}) {
  const { panel, page, obs, onDone } = props;
  const [scene, setScene] = useState(obs.programScene ?? obs.scenes[0] ?? '');
  const [name, setName] = useState(page.title);
  const [attempt, isBusy] = useAttempt(panel);
  const existing = obs.sources.find((source) => source.name === name.trim());
  // A source that is in another scene does not change.
  const replaces = existing?.scenes.length === 1 && existing.scenes[0] === scene;
  const add = (): Promise<boolean> =>
    attempt(async () => {
      const request = { ...page.source, scene, name: name.trim() || page.title };
      const added = await panel.relay.send<AddedSource>('POST', '/api/obs/sources', request);
      panel.notify(
        added.created
          ? `“${added.name}” is now in the scene “${added.scene}”. Move it in OBS to where you want it.`
          : `“${added.name}” was in OBS already and now shows this overlay.`,
      );
      if (added.canvas !== undefined) panel.notify(shapeSentence(page.size, added.canvas));
      onDone(true);
    });
  return (
    <Form onSubmit={() => void add()}>
      <SelectField
        label="Scene"
        value={scene}
        choices={obs.scenes.map((one) => ({
          value: one,
          title: one === obs.programScene ? `${one} (live)` : one,
        }))}
        onInput={setScene}
      />
      <TextField
        label="Source name"
        value={name}
        onInput={setName}
        {...(existing === undefined
          ? {}
          : {
              hint: replaces
                ? 'OBS already has this source. It will show this overlay and keep its position.'
                : 'Another scene has a source of this name, so a number is added.',
            })}
      />
      <div class="row end">
        <Button onClick={() => onDone(false)}>Cancel</Button>
        <Button kind="main" type="submit" isBusy={isBusy} disabled={scene === ''}>
          {replaces ? 'Replace' : 'Add'}
        </Button>
      </div>
    </Form>
  );
}

function CannotAdd({ obs, onClose }: { obs: ObsStatus | null; onClose(): void }) {
  const canBrowse = obs === null || obs.state !== 'connected' || obs.canAddSources;
  return (
    <div class="stack">
      <p>
        {obs === null
          ? 'The status of OBS is not known.'
          : canBrowse
            ? obs.sentence
            : 'This OBS has no browser source, so it cannot show web pages. Install OBS from obsproject.com.'}
      </p>
      <p class="muted">You can drag it or copy its address without a connection.</p>
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
  readonly page: PageForObs;
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
