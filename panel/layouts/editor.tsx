/** The layout editor: the canvas, and beside it the fields of the layout and of the selected item. */
import { useState } from 'preact/hooks';
import { type Layout, type LayoutMetadata, layoutPreviewName } from '../../protocol/layout.ts';
import { limits } from '../../protocol/limits.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { Card } from '../core/cards-and-dialogs.tsx';
import { Switch } from '../core/controls.tsx';
import type { EditedFile } from '../core/edit-session.ts';
import { EditorFrame, ofLayouts, ProblemNote } from '../core/editor-parts.tsx';
import { AddToObs, CopyButton, DragLink } from '../core/into-obs.tsx';
import type { PreviewOf } from '../core/overlay-links.ts';
import { BackgroundField, PlaysField } from '../core/preview-fields.tsx';
import { getIfThere, useObs } from '../core/relay-hooks.ts';
import type { Panel } from '../core/room.ts';
import { useThemes } from '../core/themes.ts';
import { itemsOf, titlesOf } from './draft.ts';
import { act, editing, isSnapping, selectedIds } from './edit-session.ts';
import type { EditorAct } from './editor-state.ts';
import { ItemFields } from './item-fields.tsx';
import { LayoutCanvas } from './layout-canvas.tsx';
import { Canvas, ItemList } from './layout-fields.tsx';
import { editorUrl, pageForObs } from './links.ts';

export interface LayoutEditorProps {
  readonly panel: Panel;
  readonly work: EditedFile<Layout>;
  readonly layouts: readonly LayoutMetadata[];
  readonly overlays: readonly OverlayMetadata[];
  /** The list of layouts has changed. */
  onSaved(): void;
}

function IntoObs({ panel, layout }: { panel: Panel; layout: Layout }) {
  const obs = useObs(panel).value;
  const page = pageForObs(location.origin, layout);
  return (
    <Card title="Add to OBS">
      <div class="row">
        <AddToObs panel={panel} page={page} obs={obs} kind="main" />
        <DragLink panel={panel} page={page} />
        <CopyButton panel={panel} page={page} />
      </div>
    </Card>
  );
}

export function Editor(props: LayoutEditorProps) {
  const { panel, work, layouts, overlays, onSaved } = props;
  const layout = work.history.now;
  const themes = useThemes(panel).value ?? [];
  const [of, setOf] = useState<PreviewOf>('demo');
  const [problems, setProblems] = useState<readonly string[]>([]);
  const put = async (file: Layout, _isAsked: boolean, from: Layout): Promise<void> => {
    editing.saved(await panel.relay.send<Layout>('PUT', `/api/layouts/${file.name}`, file), from);
    panel.notify(`${file.title} is saved as layouts/${file.name}.json. OBS shows the new version.`);
    onSaved();
  };
  const titleOf = (overlay: string): string =>
    overlays.find(({ name }) => name === overlay)?.title ?? overlay;
  const titles = titlesOf(layout, titleOf);
  const dispatch = (one: EditorAct): void => act(one, titleOf);
  const items = itemsOf(layout, selectedIds.value);
  return (
    <EditorFrame
      {...{ panel, kind: ofLayouts, editing, work, put, known: layouts }}
      current={(name) => getIfThere<Layout>(panel, `/api/layouts/${name}`)}
      titleCharsMax={limits.layoutTitleCharsMax}
      forbidden={[layoutPreviewName]}
    >
      <ProblemNote problems={problems} />
      <div class="editor layout-editor">
        <div class="layout-main">
          <div class="layout-tools">
            <BackgroundField />
            <PlaysField of={of} onInput={setOf} />
            <Switch
              label="Snap"
              hint="To edges and equal distances. Hold Alt to switch it off."
              checked={isSnapping.value}
              onInput={(checked) => {
                isSnapping.value = checked;
              }}
            />
          </div>
          <LayoutCanvas
            key={of}
            layout={layout}
            url={editorUrl(location.origin, of)}
            titles={titles}
            act={dispatch}
            onProblems={setProblems}
          />
          {work.saves !== null && <IntoObs panel={panel} layout={work.saved ?? layout} />}
        </div>
        <div class="layout-side">
          <ItemList layout={layout} overlays={overlays} titles={titles} act={dispatch} />
          {items.length === 0 ? (
            <Canvas layout={layout} themes={themes} act={dispatch} />
          ) : (
            <ItemFields
              // The buttons keep the focus while the selection stays the same.
              key={items.map(({ id }) => id).join()}
              {...{ layout, items, titles, overlays, themes }}
              act={dispatch}
            />
          )}
        </div>
      </div>
    </EditorFrame>
  );
}
