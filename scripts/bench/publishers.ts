/** Publishers for the benchmark, in a process of their own. */
import { OrderChannel } from './order-channel.ts';

export type PublishersOrder =
  | {
      readonly type: 'open';
      readonly count: number;
      readonly way: 'ws' | 'http';
      readonly port: number;
    }
  /** Each sends single frames at 60 Hz for so long; answered when the last one is answered. */
  | { readonly type: 'run'; readonly ms: number }
  | { readonly type: 'close' };

/** Batches of one frame, of all publishers since they were opened. */
export interface PublishersAnswer {
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
}

export type Publishers = OrderChannel<PublishersOrder, PublishersAnswer>;

export function startPublishers(): Promise<Publishers> {
  return OrderChannel.start(new URL('./publisher-crowd.ts', import.meta.url));
}
