/**
 * The thread that makes one file of a stored lap; built to `dist/export-worker.js`; exports types only. Its
 * starter ends it: a thread that ends by itself may lose its last message.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import { RelayError } from '../errors.ts';
import { type ExportJob, type LapChunk, type LapTimes, runExport } from './export-job.ts';

/** What the thread asks for. Each but the last is answered once, before it asks for more. */
export type ExportMessage =
  | { readonly type: 'read' }
  | { readonly type: 'read-again' }
  | { readonly type: 'begin'; readonly bytes: number | null }
  | { readonly type: 'write'; readonly bytes: Uint8Array }
  /** The last: it is done, or the lap cannot be made into this file. */
  | { readonly type: 'done'; readonly times: LapTimes | null }
  | {
      readonly type: 'refused';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string | undefined;
    };

/** To `read` the chunk, null after the last; to all else null. */
export type ExportReply = LapChunk | null;

const port = parentPort!;
let answered: (reply: ExportReply) => void = () => {};
port.on('message', (reply: ExportReply) => answered(reply));

function ask(message: ExportMessage, transfer: ArrayBuffer[] = []): Promise<ExportReply> {
  return new Promise((resolve) => {
    answered = resolve;
    port.postMessage(message, transfer);
  });
}

try {
  const times = await runExport(workerData as ExportJob, {
    read: () => ask({ type: 'read' }),
    readAgain: async () => void (await ask({ type: 'read-again' })),
    begin: async (bytes) => void (await ask({ type: 'begin', bytes })),
    write: async (bytes) => {
      await ask({ type: 'write', bytes }, [bytes.buffer as ArrayBuffer]);
    },
  });
  port.postMessage({ type: 'done', times } satisfies ExportMessage);
} catch (error) {
  if (!(error instanceof RelayError)) throw error;
  const { code, message, hint } = error;
  port.postMessage({ type: 'refused', code, message, hint } satisfies ExportMessage);
}
