/** The layouts room: the list at `#/layouts`, the editor at `#/layouts/{name}`. */
import type { Layout, LayoutMetadata } from '../../protocol/layout.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { useOpenFile } from '../core/editor-hooks.ts';
import { NotOpen, ofLayouts } from '../core/editor-parts.tsx';
import { NotLoaded } from '../core/help-link.tsx';
import { useGet, useOverlays } from '../core/relay-hooks.ts';
import type { Panel, PanelRoom, RoomProps } from '../core/room.ts';
import { askBeforeClosing } from '../core/unsaved-work.ts';
import { editing, forgetSelection } from './edit-session.ts';
import { Editor } from './editor.tsx';
import { Gallery } from './gallery.tsx';

interface OpenProps {
  readonly panel: Panel;
  readonly name: string;
  readonly layouts: readonly LayoutMetadata[];
  readonly overlays: readonly OverlayMetadata[];
  onSaved(): void;
}

function Open({ panel, name, layouts, overlays, onSaved }: OpenProps) {
  const entry = layouts.find((one) => one.name === name);
  const load = async (_: unknown, signal: AbortSignal): Promise<Layout> => {
    const layout = await panel.relay.get<Layout>(`/api/layouts/${name}`, { signal });
    forgetSelection();
    return layout;
  };
  const work = useOpenFile({ panel, editing, name, files: layouts, load });
  if (work === null) {
    return <NotOpen {...{ panel, kind: ofLayouts, editing, name, title: entry?.title }} />;
  }
  return <Editor {...{ panel, work, layouts, overlays, onSaved }} />;
}

function Page({ panel, path }: RoomProps) {
  const layouts = useGet<readonly LayoutMetadata[]>(panel, '/api/layouts');
  const overlays = useOverlays(panel);
  const problem = layouts.problem ?? overlays.problem;
  if (layouts.value === null || overlays.value === null) {
    const again = (): void => {
      layouts.again();
      overlays.again();
    };
    return <NotLoaded isPage title="The layouts cannot be listed" answer={{ problem, again }} />;
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

askBeforeClosing(editing.isUnsaved);

export const room: PanelRoom = { Page };
