/** The race room: the cars of a session live, who fights whom, and which driver the overlays of a broadcast show. */
import { useEffect, useState } from 'preact/hooks';
import type { FocusChoice, Grid, GridFocus } from '../../protocol/cars.ts';
import type { RelayStatus } from '../../protocol/relay-answers.ts';
import { Card, Empty } from '../core/cards-and-dialogs.tsx';
import { Button, SelectField, Switch } from '../core/controls.tsx';
import { NotLoaded, RoomTitle } from '../core/help-link.tsx';
import { polled, useGet } from '../core/relay-hooks.ts';
import type { Panel, PanelRoom, RoomProps } from '../core/room.ts';
import { hashOf } from '../core/route.ts';
import { askBeforeClosing } from '../core/unsaved-work.ts';
import { EntryList } from './entry-list.tsx';
import { isEntryListUnsaved } from './entry-work.ts';
import { cameraNote } from './game-camera.ts';
import { battlesOf, chosenFocus, driverOf, raceRows } from './race-rows.ts';
import { RaceTable } from './race-table.tsx';

/** How often the cars are asked for, ms. */
const everyMs = 500;

function Page({ panel, path }: RoomProps) {
  const isList = path[0] === 'entries';
  return (
    <div class="race-room">
      <header class="room-head">
        <div>
          <RoomTitle title={isList ? 'Entry list' : 'Race'} help="race-room" />
          <p class="muted">
            {isList
              ? 'Names, numbers, teams and colours of drivers, as the overlays show them.'
              : 'Choose the driver that the overlays of a broadcast show.'}
          </p>
        </div>
        {isList ? (
          <a href={hashOf('race')}>Back to the race</a>
        ) : (
          <a href={hashOf('race', 'entries')}>
            Entry list{isEntryListUnsaved.value && ', not saved yet'}
          </a>
        )}
      </header>
      {isList ? <EntryList panel={panel} /> : <Race panel={panel} />}
    </div>
  );
}

function Race({ panel }: { readonly panel: Panel }) {
  const status = useGet<RelayStatus>(panel, '/api/status', polled);
  const [chosenID, setChosenID] = useState<string | null>(null);
  const { value } = status;
  if (value === null) return <NotLoaded title="The cars could not be loaded" answer={status} />;
  // Cars are asked for only where there are some: a browser shows every other answer as an error.
  const sessions = value.sessions.filter(({ cars }) => cars !== null);
  const shown =
    sessions.find(({ sessionID }) => sessionID === chosenID) ??
    sessions.find(({ sessionID }) => sessionID === value.live) ??
    sessions[0];
  if (shown === undefined) return <NoCars />;
  const { sessionID } = shown;
  return (
    <div class="stack">
      {sessions.length > 1 && (
        <SelectField
          label="Session"
          value={sessionID}
          choices={sessions.map((one) => ({ value: one.sessionID, title: one.sessionID }))}
          onInput={setChosenID}
        />
      )}
      <LiveRace key={sessionID} panel={panel} sessionID={sessionID} />
    </div>
  );
}

/** What was chosen is shown at once, until the relay's answer has it. */
interface Wish {
  readonly focus: GridFocus;
  /** The relay knows of it. */
  readonly isSent: boolean;
}

interface LiveRaceProps {
  readonly panel: Panel;
  readonly sessionID: string;
}

function LiveRace({ panel, sessionID }: LiveRaceProps) {
  const path = `/api/sessions/${encodeURIComponent(sessionID)}`;
  const cars = useGet<Grid>(panel, `${path}/cars`, { mayAskKey: false, everyMs });
  const [wish, setWish] = useState<Wish | null>(null);
  useEffect(() => setWish((now) => (now?.isSent ? null : now)), [cars.value]);
  if (cars.value === null) return <p class="muted">Loading …</p>;
  const grid = wish === null ? cars.value : { ...cars.value, focus: wish.focus };
  const choose = async (choice: FocusChoice): Promise<void> => {
    const focus = chosenFocus(choice, grid.focus);
    setWish({ focus, isSent: false });
    const isDone = await panel.attempt(async () => {
      await panel.relay.send('PUT', `${path}/focus`, choice);
    });
    setWish((now) => (now?.focus !== focus ? now : isDone ? { focus, isSent: true } : null));
    cars.again();
  };
  const { carId: shownId, isAuto } = grid.focus;
  const toggle = (carId: number): void =>
    void choose({ carId: carId === shownId && !isAuto ? null : carId });
  return (
    <>
      <div class="race-cards">
        <Shown grid={grid} choose={choose} />
        <Battles grid={grid} choose={choose} />
      </div>
      <section class="card race-cars" aria-label="Cars">
        <RaceTable rows={raceRows(grid)} onChoose={toggle} />
      </section>
    </>
  );
}

interface ChoiceProps {
  readonly grid: Grid;
  choose(choice: FocusChoice): Promise<void>;
}

function Shown({ grid, choose }: ChoiceProps) {
  const { carId, isAuto, proposedId } = grid.focus;
  const shown = grid.cars.find(({ id }) => id === carId);
  const proposed = grid.cars.find(({ id }) => id === proposedId);
  return (
    <Card title="Shown">
      <div class="stack">
        <p class="race-shown" role="status">
          {shown === undefined ? 'Nobody is chosen' : `P${shown.place} ${driverOf(shown)}`}
        </p>
        <Switch
          label="The director chooses"
          hint="It shows the closest battle and stays with it for a while."
          checked={isAuto}
          onInput={(on) => void choose(on ? { auto: true } : { carId })}
        />
        {!isAuto && (
          <div class="row">
            {proposed !== undefined && proposed !== shown && (
              <Button onClick={() => void choose({ carId: proposed.id })}>
                Show {driverOf(proposed)}
              </Button>
            )}
            {shown !== undefined && (
              <Button kind="quiet" onClick={() => void choose({ carId: null })}>
                Show nobody
              </Button>
            )}
          </div>
        )}
        <Camera grid={grid} />
      </div>
    </Card>
  );
}

function Camera({ grid }: { readonly grid: Grid }) {
  const { sentence, isInSettings } = cameraNote(grid);
  return (
    <p class="muted small race-camera">
      {sentence}{' '}
      {isInSettings && <a href={hashOf('settings', 'other-cars')}>Settings, Other cars</a>}
    </p>
  );
}

function Battles({ grid, choose }: ChoiceProps) {
  const battles = battlesOf(grid);
  return (
    <Card title="Battles">
      {battles.length === 0 ? (
        <p class="muted">
          {grid.isRace
            ? 'Nobody has followed another within a second for a lap.'
            : 'There are battles in races only.'}
        </p>
      ) : (
        <ul class="race-battles">
          {battles.map(({ place, ahead, attacker, attackerId, gap, isFocused }) => (
            <li key={attackerId}>
              <button
                type="button"
                aria-pressed={isFocused}
                onClick={() => void choose({ carId: attackerId })}
              >
                <span class="race-place">P{place}</span>
                <span class="race-names">
                  <span>{ahead}</span>
                  <span>{attacker}</span>
                </span>
                <span class="race-time">{gap}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function NoCars() {
  return (
    <Empty title="No cars yet">
      <p>
        They appear when somebody drives and a source of other cars is there, for instance our app
        in the game or a dedicated server.
      </p>
      <a href={hashOf('settings', 'other-cars')}>See which sources there are</a>
    </Empty>
  );
}

askBeforeClosing(isEntryListUnsaved);

export const room: PanelRoom = { Page };
