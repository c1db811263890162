/**
 * A process full of viewers for the benchmark, so that what watching costs is not counted to the relay. Does what its
 * parent says over the channel (`Crowd` in `crowd.ts`); ends with it.
 */
import { CountingViewer, type ViewerWish } from './counting-viewer.ts';

export type CrowdOrder =
  | { readonly type: 'open'; readonly count: number; readonly wish: ViewerWish }
  /** Those that were opened first. */
  | { readonly type: 'close'; readonly count: number }
  | { readonly type: 'report' };

/** Of the viewers that were not closed by an order. */
export interface CrowdAnswer {
  readonly open: number;
  readonly messages: number;
  readonly bytes: number;
  readonly frames: number;
  /** Messages of the viewer that got fewest, and most. */
  readonly fewest: number;
  readonly most: number;
}

let viewers: CountingViewer[] = [];

/** So many connections are being made at a time. */
const atOnce = 50;

async function open(count: number, wish: ViewerWish): Promise<void> {
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < count) {
      begun++;
      await new Promise<void>((resolve) => {
        viewers.push(new CountingViewer(wish, resolve));
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
}

function closeSome(count: number): void {
  for (const viewer of viewers.splice(0, count)) viewer.close();
}

function report(): CrowdAnswer {
  const answer = { open: 0, messages: 0, bytes: 0, frames: 0, fewest: Infinity, most: 0 };
  for (const { counted, isClosed } of viewers) {
    if (!isClosed) answer.open++;
    answer.messages += counted.messages;
    answer.bytes += counted.bytes;
    answer.frames += counted.frames;
    answer.fewest = Math.min(answer.fewest, counted.messages);
    answer.most = Math.max(answer.most, counted.messages);
  }
  return { ...answer, fewest: viewers.length === 0 ? 0 : answer.fewest };
}

process.on('disconnect', () => process.exit(0));
process.on('message', (order: CrowdOrder) => {
  if (order.type === 'open') {
    void open(order.count, order.wish).then(() => process.send!(report()));
    return;
  }
  if (order.type === 'close') {
    closeSome(order.count);
    viewers = viewers.filter((viewer) => !viewer.isClosed);
  }
  process.send!(report());
});
process.send!('ready');
