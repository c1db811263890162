/** What the menu of the icon beside the clock does. */
import { expect, test } from 'vitest';
import type { TrayItem } from '../../../cli/desktop/tray.ts';
import { TrayMenu } from '../../../cli/desktop/tray-menu.ts';
import type { MarkAnswer } from '../../../protocol/marked-moment.ts';
import { RelayError } from '../../../relay/errors.ts';

function start(mark: () => MarkAnswer = () => marked(null), canOpen = true) {
  const acts: string[] = [];
  let shown: readonly TrayItem[] = [];
  const menu = new TrayMenu({
    panelUrl: 'http://127.0.0.1:5000/#token=t',
    mark: async () => mark(),
    pause: () => acts.push('pause'),
    resume: () => acts.push('resume'),
    open: async (address) => {
      acts.push(`open ${address}`);
      return canOpen;
    },
    show: (items) => {
      shown = items;
    },
    announce: (sentence) => acts.push(sentence),
    end: () => acts.push('end'),
  });
  return { menu, acts, shown: () => texts(shown) };
}

function marked(lapMs: number | null): MarkAnswer {
  const moment = { id: 'm', at: 0, lap: 5, packetId: 1, lapMs, place: null, note: '' };
  return { sessionID: 'RACE', moment };
}

const texts = (items: readonly TrayItem[]) =>
  items.map((item) => (item === 'separator' ? '—' : item.text));

test('it opens the panel, marks a moment, pauses and quits', async () => {
  const { menu, acts } = start();
  expect(texts(menu.items)).toEqual([
    'Open control panel',
    'Add an overlay to OBS',
    'Mark this moment',
    '—',
    'Pause',
    'Quit',
  ]);
  for (const action of ['open', 'add-overlay', 'mark'] as const) menu.choose(action);
  await expect.poll(() => acts).toHaveLength(3);
  menu.choose('quit');
  expect(acts).toEqual([
    'open http://127.0.0.1:5000/#token=t',
    'open http://127.0.0.1:5000/#token=t/overlays',
    'Moment marked: lap 5.',
    'end',
  ]);
});

test('a marked moment is announced with its time on the lap', async () => {
  const { menu, acts } = start(() => marked(61_234));
  menu.choose('mark');
  await expect.poll(() => acts).toEqual(['Moment marked: lap 5, 1:01.234.']);
});

test('when nobody drives, it says so', async () => {
  const { menu, acts } = start(() => {
    throw new RelayError('nobody-drives', 'Nobody is driving, so there is no moment to mark.');
  });
  menu.choose('mark');
  await expect.poll(() => acts).toEqual(['Nobody is driving, so there is no moment to mark.']);
});

test('pause and resume take turns, in the menu too', () => {
  const { menu, acts, shown } = start();
  menu.choose('pause');
  expect(shown()).toContain('Resume');
  menu.choose('pause');
  expect(shown()).toContain('Pause');
  expect(acts).toEqual(['pause', 'resume']);
});

test('without a browser it says where the panel is, and not its token', async () => {
  const { menu, acts } = start(undefined, false);
  menu.choose('open');
  await expect
    .poll(() => acts)
    .toContain('No browser could be opened. Open http://127.0.0.1:5000 yourself.');
});
