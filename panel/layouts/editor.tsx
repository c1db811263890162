/** The editor of one layout: the canvas, and beside it what can be said of the layout and of the chosen item. */
import { useState } from 'preact/hooks';
import type { Layout, LayoutFacts } from '../../protocol/layout.ts';
import { Button, SelectField, Switch } from '../core/controls.tsx';
import { useEditKeys } from '../core/edit-keys.ts';
import { Badge, Card } from '../core/frames.tsx';
import { GroundField } from '../core/ground-field.tsx';
import { AddToObs, CopyButton, DragLink } from '../core/into-obs.tsx';
import type { OverlayFacts, PreviewOf } from '../core/overlay-links.ts';
import type { Panel } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { useThemes } from '../core/themes.ts';
import { useObs } from '../core/use-obs.ts';
import type { Work } from '../core/working.ts';
import { itemOf } from './draft.ts';
import { downloadLayout } from './files.ts';
import { ItemFields } from './item-fields.tsx';
import { Canvas, ItemList } from './layout-fields.tsx';
import { editorUrl, forObs } from './links.ts';
import { SaveDialog, type SaveWish } from './save-dialog.tsx';
import { Stage } from './stage.tsx';
import { chosenId, isSnapping, working } from './working.ts';

export interface EditorProps {
  readonly panel: Panel;
  readonly work: Work<Layout>;
  readonly layouts: readonly LayoutFacts[];
  readonly overlays: readonly OverlayFacts[];
  /** There are other layouts now. */
  onSaved(): void;
}

function Tools(props: {
  work: Work<Layout>;
  isBusy: boolean;
  isUnsaved: boolean;
  onSave(): void;
  onSaveAs(): void;
}) {
  const { work, isBusy, isUnsaved, onSave, onSaveAs } = props;
  const { past, future, now } = work.history;
  return (
    <div class="row">
      <Button small disabled={past.length === 0} onClick={working.stepBack}>
        Undo
      </Button>
      <Button small disabled={future.length === 0} onClick={working.stepForth}>
        Redo
      </Button>
      <Button small onClick={() => downloadLayout(now)}>
        Export
      </Button>
      {work.saves !== null && (
        <Button small onClick={onSaveAs}>
          Save as …
        </Button>
      )}
      <Button
        kind="main"
        isBusy={isBusy}
        disabled={work.saves !== null && !isUnsaved}
        onClick={onSave}
      >
        {work.saves === null ? 'Save …' : 'Save'}
      </Button>
    </div>
  );
}

function IntoObs({ panel, layout }: { panel: Panel; layout: Layout }) {
  const obs = useObs(panel).value;
  const page = forObs(location.origin, layout);
  return (
    <Card title="Into OBS">
      <div class="row">
        <AddToObs panel={panel} page={page} obs={obs} kind="main" />
        <DragLink panel={panel} page={page} />
        <CopyButton panel={panel} page={page} />
      </div>
    </Card>
  );
}

function useSaving({ panel, work, onSaved }: EditorProps) {
  const [isBusy, setBusy] = useState(false);
  const put = async ({ name, title }: SaveWish): Promise<boolean> => {
    setBusy(true);
    try {
      const wish = { ...work.history.now, name, title };
      const layout = await panel.relay.send<Layout>('PUT', `/api/layouts/${name}`, wish);
      working.saved(layout);
      panel.say(`${title} is saved. Where OBS shows it, it shows this now.`);
      onSaved();
      if (name !== work.address) panel.go(hashOf('layouts', name));
      return true;
    } catch (problem) {
      panel.sayProblem(problem);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return [put, isBusy] as const;
}

export function Editor(props: EditorProps) {
  const { panel, work, layouts, overlays } = props;
  const layout = work.history.now;
  const themes = useThemes(panel).value ?? [];
  const [of, setOf] = useState<PreviewOf>('demo');
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [isAsking, setAsking] = useState(false);
  const [put, isBusy] = useSaving(props);
  const isUnsaved = working.isUnsaved.value;
  const titleOf = (overlay: string): string =>
    overlays.find(({ name }) => name === overlay)?.title ?? overlay;
  const save = (): void => {
    if (work.saves === null) setAsking(true);
    else if (isUnsaved && layout.title.trim() !== '') {
      void put({ name: work.saves, title: layout.title.trim() });
    }
  };
  useEditKeys({ save, stepBack: working.stepBack, stepForth: working.stepForth });
  const item = itemOf(layout, chosenId.value);
  return (
    <>
      <div class="room-head">
        <div>
          <a class="small" href={hashOf('layouts')}>
            ← All layouts
          </a>
          <h1>{layout.title}</h1>
          <div class="row">
            <Badge tone={isUnsaved ? 'wait' : 'good'}>
              {isUnsaved ? 'Not saved yet' : work.saves === null ? 'A copy' : 'Saved'}
            </Badge>
            {work.saves === null && work.saved !== null && work.from !== '' && (
              <span class="muted small">
                What you change becomes a layout of your own; {work.from} stays as it is.
              </span>
            )}
          </div>
        </div>
        <Tools
          work={work}
          isBusy={isBusy}
          isUnsaved={isUnsaved}
          onSave={save}
          onSaveAs={() => setAsking(true)}
        />
      </div>
      {problems.length > 0 && (
        <ul class="layout-problems" role="alert">
          {problems.slice(0, 5).map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <div class="layout-editor">
        <div class="layout-main">
          <div class="layout-tools">
            <GroundField />
            <SelectField<PreviewOf>
              label="Plays"
              value={of}
              choices={[
                { value: 'demo', title: 'A demo lap' },
                { value: 'live', title: 'What is driven now' },
              ]}
              onInput={setOf}
            />
            <Switch
              label="Snap"
              hint="To edges and even gaps. Alt: not now."
              checked={isSnapping.value}
              onInput={(checked) => {
                isSnapping.value = checked;
              }}
            />
          </div>
          <Stage
            key={of}
            layout={layout}
            url={editorUrl(location.origin, of)}
            titleOf={titleOf}
            onProblems={setProblems}
          />
          {work.saves !== null && <IntoObs panel={panel} layout={work.saved ?? layout} />}
        </div>
        <div class="layout-side">
          <ItemList layout={layout} overlays={overlays} titleOf={titleOf} />
          {item === undefined ? (
            <Canvas layout={layout} />
          ) : (
            <ItemFields
              key={item.id}
              layout={layout}
              item={item}
              overlay={overlays.find(({ name }) => name === item.overlay)}
              themes={themes}
            />
          )}
        </div>
      </div>
      {isAsking && (
        <SaveDialog
          title={work.saves === null ? layout.title : `${layout.title} 2`}
          layouts={layouts}
          onClose={() => setAsking(false)}
          onSave={async (wish) => {
            if (await put(wish)) setAsking(false);
          }}
        />
      )}
    </>
  );
}
