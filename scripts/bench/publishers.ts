/** Publishers for the benchmark, in a process of their own. */
import { OrderChannel } from './order-channel.ts';
import type { PublishersAnswer, PublishersOrder } from './publisher-crowd.ts';

export type Publishers = OrderChannel<PublishersOrder, PublishersAnswer>;

export function startPublishers(): Promise<Publishers> {
  return OrderChannel.start(new URL('./publisher-crowd.ts', import.meta.url));
}
