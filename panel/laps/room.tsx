/** The laps room: stored sessions, their laps, and the comparison of laps. */
import type { PanelRoom, RoomProps } from '../core/room.ts';
import { SessionList } from './session-list.tsx';
import { SessionView } from './session-view.tsx';
import { useSelection } from './use-selection.ts';

function Page({ panel }: RoomProps) {
  const [selection, choose] = useSelection();
  if (selection.sessionID === null) return <SessionList panel={panel} />;
  return (
    <SessionView
      key={selection.sessionID}
      panel={panel}
      sessionID={selection.sessionID}
      selection={selection}
      onSelect={choose}
    />
  );
}

export const room: PanelRoom = { Page };
