/** The overlays room: the list at `#/overlays`, one overlay at `#/overlays/{name}`. */
import { Empty } from '../core/cards-and-dialogs.tsx';
import { NotLoaded } from '../core/help-link.tsx';
import { useOverlays } from '../core/relay-hooks.ts';
import type { PanelRoom, RoomProps } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { Detail } from './detail.tsx';
import { Gallery } from './gallery.tsx';

function Page({ panel, path }: RoomProps) {
  const overlays = useOverlays(panel);
  const { value } = overlays;
  const [name] = path;
  if (value === null) {
    return <NotLoaded isPage title="The overlays cannot be listed" answer={overlays} />;
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
