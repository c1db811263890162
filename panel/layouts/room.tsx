/** Layouts: several overlays as one source, and the editor for one's own. `#/layouts` and `#/layouts/{name}`. */
import { useEffect } from 'preact/hooks';
import type { Layout, LayoutMetadata } from '../../protocol/layout.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { OtherIsUnsaved, ofLayouts } from '../core/editing.tsx';
import { freeName, nameOf } from '../core/file-names.ts';
import { Empty } from '../core/frames.tsx';
import { CouldNotLoad } from '../core/help-link.tsx';
import type { Panel, PanelRoom, RoomProps } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { useUnsavedWarning } from '../core/unsaved-warning.ts';
import { useAnswer } from '../core/use-answer.ts';
import { chosenId, editing, newAddress } from './edit-session.ts';
import { Editor } from './editor.tsx';
import { Gallery } from './gallery.tsx';

/** What the editor begins with: the user's own file, or a copy of one that comes with the program. */
function begin(
  layout: Layout,
  { builtIn }: LayoutMetadata,
  layouts: readonly LayoutMetadata[],
): void {
  const { name, title } = layout;
  chosenId.value = null;
  if (!builtIn) {
    editing.begin({ address: name, saves: name, from: title, saved: layout }, layout);
    return;
  }
  const copied = `${title} of mine`;
  const free = freeName(nameOf(copied) ?? 'layout', new Set(layouts.map((one) => one.name)));
  const copy = { ...layout, name: free, title: copied, author: '', description: '' };
  editing.begin({ address: name, saves: null, from: title, saved: copy }, copy);
}

interface OpenProps {
  readonly panel: Panel;
  readonly name: string;
  readonly layouts: readonly LayoutMetadata[];
  readonly overlays: readonly OverlayMetadata[];
  onSaved(): void;
}

function Open({ panel, name, layouts, overlays, onSaved }: OpenProps) {
  const work = editing.work.value;
  const entry = layouts.find((one) => one.name === name);
  // What was just saved under another name is still at its old address for a moment.
  const isThis = work !== null && (work.address === name || work.saves === name);
  const isUnsaved = editing.isUnsaved.value;
  useEffect(() => {
    if (isThis && work.saves === name) editing.moveTo(name);
  }, [name, isThis]);
  const mayOpen = entry !== undefined && !isThis && !isUnsaved;
  useEffect(() => {
    if (!mayOpen) return;
    const life = new AbortController();
    panel.relay
      .get<Layout>(`/api/layouts/${name}`, { signal: life.signal })
      .then((layout) => begin(layout, entry, layouts))
      .catch((problem) => life.signal.aborted || panel.notifyProblem(problem));
    return () => life.abort();
  }, [name, mayOpen]);
  if (isThis) {
    return (
      <Editor panel={panel} work={work} layouts={layouts} overlays={overlays} onSaved={onSaved} />
    );
  }
  if (entry === undefined) {
    return (
      <Empty title={name === newAddress ? 'Nothing is being made' : `There is no layout ${name}`}>
        <a class="button" href={hashOf('layouts')}>
          All layouts
        </a>
      </Empty>
    );
  }
  if (isUnsaved && work !== null) {
    const other = { kind: ofLayouts, editing, work };
    return <OtherIsUnsaved {...other} panel={panel} wanted={entry.title} />;
  }
  return <p class="muted pad">Loading …</p>;
}

function Page({ panel, path }: RoomProps) {
  const layouts = useAnswer<readonly LayoutMetadata[]>(
    (signal) => panel.relay.get('/api/layouts', { signal }),
    [panel],
  );
  const overlays = useAnswer<readonly OverlayMetadata[]>(
    (signal) => panel.relay.get('/api/overlays', { signal }),
    [panel],
  );
  useUnsavedWarning(editing.isUnsaved);
  const problem = layouts.problem ?? overlays.problem;
  if (layouts.value === null || overlays.value === null) {
    if (problem === null) return <p class="muted pad">Loading …</p>;
    const again = (): void => {
      layouts.again();
      overlays.again();
    };
    return <CouldNotLoad title="The layouts cannot be listed" problem={problem} again={again} />;
  }
  const [name] = path;
  if (name === undefined) {
    return <Gallery panel={panel} layouts={layouts.value} onChanged={layouts.again} />;
  }
  return (
    <Open
      panel={panel}
      name={name}
      layouts={layouts.value}
      overlays={overlays.value}
      onSaved={layouts.again}
    />
  );
}

export const room: PanelRoom = { Page };
