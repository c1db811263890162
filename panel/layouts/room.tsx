/** Layouts: several overlays as one source, and the editor for one's own. `#/layouts` and `#/layouts/{name}`. */
import { CouldNotLoad } from '../core/help-link.tsx';
import { useEffect } from 'preact/hooks';
import type { Layout, LayoutMetadata } from '../../protocol/layout.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { useAnswer } from '../core/answer.ts';
import { Button } from '../core/controls.tsx';
import { OtherIsUnsaved, ofLayouts } from '../core/editing.tsx';
import { useFarewell } from '../core/farewell.ts';
import { Empty } from '../core/frames.tsx';
import { freeName, nameOf } from '../core/names.ts';
import type { Panel, Room, RoomProps } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { Editor } from './editor.tsx';
import { Gallery } from './gallery.tsx';
import { chosenId, newAddress, working } from './working.ts';

/** What the editor begins with: the user's own file, or a copy of one that comes with the program. */
function begin(
  layout: Layout,
  { builtIn }: LayoutMetadata,
  layouts: readonly LayoutMetadata[],
): void {
  const { name, title } = layout;
  chosenId.value = null;
  if (!builtIn) {
    working.begin({ address: name, saves: name, from: title, saved: layout }, layout);
    return;
  }
  const copied = `${title} of mine`;
  const free = freeName(nameOf(copied) ?? 'layout', new Set(layouts.map((one) => one.name)));
  const copy = { ...layout, name: free, title: copied, author: '', description: '' };
  working.begin({ address: name, saves: null, from: title, saved: copy }, copy);
}

interface OpenProps {
  readonly panel: Panel;
  readonly name: string;
  readonly layouts: readonly LayoutMetadata[];
  readonly overlays: readonly OverlayMetadata[];
  onSaved(): void;
}

function Open({ panel, name, layouts, overlays, onSaved }: OpenProps) {
  const work = working.work.value;
  const facts = layouts.find((one) => one.name === name);
  // What was just saved under another name is still at its old address for a moment.
  const isThis = work !== null && (work.address === name || work.saves === name);
  const isUnsaved = working.isUnsaved.value;
  useEffect(() => {
    if (isThis && work.saves === name) working.settle(name);
  }, [name, isThis]);
  const mayOpen = facts !== undefined && !isThis && !isUnsaved;
  useEffect(() => {
    if (!mayOpen) return;
    const life = new AbortController();
    panel.relay
      .get<Layout>(`/api/layouts/${name}`, { signal: life.signal })
      .then((layout) => begin(layout, facts, layouts))
      .catch((problem) => life.signal.aborted || panel.sayProblem(problem));
    return () => life.abort();
  }, [name, mayOpen]);
  if (isThis) {
    return (
      <Editor panel={panel} work={work} layouts={layouts} overlays={overlays} onSaved={onSaved} />
    );
  }
  if (facts === undefined) {
    return (
      <Empty title={name === newAddress ? 'Nothing is being made' : `There is no layout ${name}`}>
        <a class="button" href={hashOf('layouts')}>
          All layouts
        </a>
      </Empty>
    );
  }
  if (isUnsaved && work !== null) {
    const other = { kind: ofLayouts, working, work };
    return <OtherIsUnsaved {...other} panel={panel} wanted={facts.title} />;
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
  useFarewell(working.isUnsaved);
  const problem = layouts.problem ?? overlays.problem;
  if (layouts.value === null || overlays.value === null) {
    if (problem === null) return <p class="muted pad">Loading …</p>;
    const again = (): void => {
      layouts.again();
      overlays.again();
    };
    return (
      <CouldNotLoad title="The layouts cannot be listed" problem={problem} again={again} />
    );
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

export const room: Room = { Page };
