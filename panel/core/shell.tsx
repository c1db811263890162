/**
 * The frame around the rooms: header with the live status, navigation, one room at a time. It loads a room when its
 * address is first opened, and keeps working when a room fails.
 */
import type { ReadonlySignal } from '@preact/signals';
import { Component, type ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Empty } from './cards-and-dialogs.tsx';
import { Button } from './controls.tsx';
import { Brand, Icon } from './icons.tsx';
import { KeyDialog } from './key-dialog.tsx';
import { docsEntry, navigation, type RoomName } from './navigation.ts';
import { NoticeRegion, roomChanged } from './notices.tsx';
import type { Panel, PanelRoom, RoomProps } from './room.ts';
import { hashOf, homeName, type Route } from './route.ts';
import { schemeNow, switchScheme } from './scheme.ts';
import { headline } from './status.ts';
import { SteadyStatus } from './steady-status.tsx';

export type LoadRoom = () => Promise<{ readonly room: PanelRoom }>;

export interface ShellProps {
  readonly panel: Panel;
  readonly rooms: Readonly<Record<RoomName, LoadRoom>>;
  readonly route: ReadonlySignal<Route>;
}

function LiveState({ panel }: { readonly panel: Panel }) {
  const { tone, sentence, about } = headline(panel.status.value);
  return (
    <div class="live" data-tone={tone}>
      <span class="dot" aria-hidden="true" />
      <span class="live-sentence">{sentence}</span>
      <SteadyStatus sentence={sentence} />
      {about.length > 0 && (
        <span class="live-about">
          {about.map((one) => (
            <span key={one}>{one}</span>
          ))}
        </span>
      )}
    </div>
  );
}

function SchemeButton() {
  const scheme = schemeNow();
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      class="round"
      aria-label={`Switch to ${other} mode`}
      onClick={switchScheme}
    >
      <Icon name={other} />
    </button>
  );
}

/** Contains an error to the room that threw it. */
class RoomErrorBoundary extends Component<
  { readonly children: ComponentChildren },
  { problem: string | null }
> {
  override state = { problem: null as string | null };

  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ problem: String(error) });
  }

  override render() {
    const { problem } = this.state;
    if (problem === null) return this.props.children;
    return (
      <Empty isPage title="This page failed">
        <p>{problem}</p>
        <Button onClick={() => location.reload()}>Reload the panel</Button>
      </Empty>
    );
  }
}

/** Rooms that are loaded already. */
const loaded = new Map<string, PanelRoom>();

type Loading = PanelRoom | 'loading' | 'failed';

function useRoom(name: string, load: LoadRoom): readonly [Loading, () => void] {
  const [, setRound] = useState(0);
  const [failed, setFailed] = useState<string | null>(null);
  const known = loaded.get(name);
  useEffect(() => {
    if (known !== undefined || failed === name) return;
    load().then(
      ({ room }) => {
        loaded.set(name, room);
        setRound((before) => before + 1);
      },
      (error: unknown) => {
        console.error(error);
        setFailed(name);
      },
    );
  }, [name, load, known, failed]);
  return [known ?? (failed === name ? 'failed' : 'loading'), () => setFailed(null)];
}

interface RoomPlaceProps extends RoomProps {
  readonly name: string;
  readonly load: LoadRoom;
}

function RoomPlace(props: RoomPlaceProps) {
  const [room, again] = useRoom(props.name, props.load);
  if (room === 'loading') return <p class="muted pad">Loading …</p>;
  if (room === 'failed') {
    return (
      <Empty isPage title="This page could not be loaded">
        <p>Sequential may have been closed or updated.</p>
        <div class="row">
          <Button kind="main" onClick={() => location.reload()}>
            Reload the panel
          </Button>
          <Button onClick={again}>Try again</Button>
        </div>
      </Empty>
    );
  }
  return <room.Page panel={props.panel} path={props.path} />;
}

/** After a change of room, moves the focus and the scroll position to its top. */
function useFocusOn(name: string) {
  const place = useRef<HTMLElement>(null);
  const shown = useRef(name);
  useEffect(() => {
    if (shown.current === name) return;
    shown.current = name;
    roomChanged();
    place.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [name]);
  return place;
}

export function Shell({ panel, rooms, route }: ShellProps) {
  const { room: wanted, path } = route.value;
  const entry = navigation.find(({ name }) => name === wanted) ?? navigation[0];
  const place = useFocusOn(entry.name);
  useEffect(() => {
    document.title = entry.name === homeName ? 'Sequential' : `${entry.title} · Sequential`;
  }, [entry]);
  return (
    <>
      <button type="button" class="skip button" onClick={() => place.current?.focus()}>
        Skip to content
      </button>
      <header class="top">
        <a class="brand" href="#/">
          <Brand />
          <span>Sequential</span>
        </a>
        <LiveState panel={panel} />
        <div class="top-tools">
          <a class="round" href={hashOf(homeName, 'first-run')} aria-label="Set-up in three steps">
            <Icon name="help" />
          </a>
          <SchemeButton />
        </div>
      </header>
      <nav class="rooms" aria-label="Rooms">
        {navigation.map(({ name, title }) => (
          <a
            key={name}
            href={hashOf(name)}
            aria-current={name === entry.name ? 'page' : undefined}
            onPointerEnter={() => void rooms[name]().catch(() => {})}
          >
            <Icon name={name} />
            <span>{title}</span>
          </a>
        ))}
        <a href={docsEntry.href}>
          <Icon name={docsEntry.name} />
          <span>{docsEntry.title}</span>
        </a>
      </nav>
      <main id="main" ref={place} tabIndex={-1}>
        <RoomErrorBoundary key={entry.name}>
          <RoomPlace
            key={entry.name}
            name={entry.name}
            load={rooms[entry.name]}
            panel={panel}
            path={path}
          />
        </RoomErrorBoundary>
      </main>
      <NoticeRegion />
      <KeyDialog />
    </>
  );
}
