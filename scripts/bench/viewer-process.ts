/** A process full of viewers that count what arrives. */
import { BareViewer, type ViewerOptions } from './bare-viewer.ts';

export type ViewerOrder =
  | { readonly type: 'open'; readonly count: number; readonly options: ViewerOptions }
  /** Closes the viewers that were opened first. */
  | { readonly type: 'close'; readonly count: number }
  | { readonly type: 'report' };

/** Of the viewers that no order closed. */
export interface ViewerReport {
  readonly open: number;
  readonly messages: number;
  readonly bytes: number;
  /** Messages of the viewer that got the fewest, and of the one that got the most. */
  readonly fewest: number;
  readonly most: number;
}

/** Connections that are being made at a time. */
const atOnce = 50;

class CountingViewer {
  messages = 0;
  bytes = 0;
  isClosed = false;
  readonly #viewer: BareViewer;

  /** @param opened called once frames may come */
  constructor(options: ViewerOptions, opened: () => void) {
    this.#viewer = new BareViewer(options, {
      opened,
      message: (_payload, size) => {
        this.messages++;
        this.bytes += size;
      },
      closed: () => {
        this.isClosed = true;
      },
    });
  }

  close(): void {
    this.#viewer.close();
  }
}

let viewers: CountingViewer[] = [];

async function open(count: number, options: ViewerOptions): Promise<void> {
  let begun = 0;
  const openSome = async (): Promise<void> => {
    while (begun < count) {
      begun++;
      await new Promise<void>((resolve) => {
        viewers.push(new CountingViewer(options, resolve));
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, openSome));
}

function report(): ViewerReport {
  const messages = viewers.map((viewer) => viewer.messages);
  return {
    open: viewers.filter(({ isClosed }) => !isClosed).length,
    messages: messages.reduce((sum, count) => sum + count, 0),
    bytes: viewers.reduce((sum, { bytes }) => sum + bytes, 0),
    fewest: Math.min(...messages),
    most: Math.max(...messages),
  };
}

process.on('disconnect', () => process.exit(0));
process.on('message', (order: ViewerOrder) => {
  if (order.type === 'open') {
    void open(order.count, order.options).then(() => process.send!(report()));
    return;
  }
  if (order.type === 'close') {
    for (const viewer of viewers.splice(0, order.count)) viewer.close();
    viewers = viewers.filter((viewer) => !viewer.isClosed);
  }
  process.send!(report());
});
process.send!('ready');
