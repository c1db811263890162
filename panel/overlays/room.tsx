/** The overlays room: the list at `#/overlays`, one overlay at `#/overlays/{name}`. */
import { Empty } from '../core/cards-and-dialogs.tsx';
import { CouldNotLoad } from '../core/help-link.tsx';
import { useOverlays } from '../core/relay-hooks.ts';
import type { PanelRoom, RoomProps } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { Detail } from './detail.tsx';
import { Gallery } from './gallery.tsx';

function Page({ panel, path }: RoomProps) {
  const { value, problem, again } = useOverlays(panel);
  const [name] = path;
  if (value === null) {
    if (problem === null) return <p class="muted pad">Loading …</p>;
    return (
      <CouldNotLoad isPage title="The overlays cannot be listed" problem={problem} again={again} />
    );
  }
  if (name === undefined) return <Gallery panel={panel} overlays={value} />;
  const overlay = value.find((one) => one.name === name);
  if (overlay !== undefined) return <Detail key={name} panel={panel} overlay={overlay} />;
  return (
    <Empty isPage title={`There is no overlay “${name}”`}>
      <a href={hashOf('overlays')}>All overlays</a>
    </Empty>
  );
}

export const room: PanelRoom = { Page };
