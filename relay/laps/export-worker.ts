/**
 * The worker thread that exports one lap. Built to `dist/export-worker.js`; exports types only. The main thread ends it,
 * because a thread that ends by itself may lose its last message.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import { RelayError } from '../errors.ts';
import { type ExportJob, type LapChunk, type LapTimes, runExport } from './export-job.ts';

/** The requests of the thread. Each but the last is answered before the next one. */
export type ExportMessage =
  | { readonly type: 'read' }
  | { readonly type: 'read-again' }
  | { readonly type: 'begin'; readonly bytes: number | null }
  | { readonly type: 'write'; readonly bytes: Uint8Array }
  /** The last message: the export is complete, or the lap cannot be exported. */
  | { readonly type: 'done'; readonly times: LapTimes | null }
  | {
      readonly type: 'refused';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string | undefined;
    };

/** The answer to `read` is the chunk, or null after the last one. All others are null. */
export type ExportReply = LapChunk | null;

const port = parentPort!;
let answered: (reply: ExportReply) => void = () => {};
port.on('message', (reply: ExportReply) => answered(reply));

function request(message: ExportMessage, transfer: ArrayBuffer[] = []): Promise<ExportReply> {
  return new Promise((resolve) => {
    answered = resolve;
    port.postMessage(message, transfer);
  });
}

try {
  const times = await runExport(workerData as ExportJob, {
    read: () => request({ type: 'read' }),
    readAgain: async () => void (await request({ type: 'read-again' })),
    begin: async (bytes) => void (await request({ type: 'begin', bytes })),
    write: async (bytes) => {
      await request({ type: 'write', bytes }, [bytes.buffer as ArrayBuffer]);
    },
  });
  port.postMessage({ type: 'done', times } satisfies ExportMessage);
} catch (error) {
  if (!(error instanceof RelayError)) throw error;
  const { code, message, hint } = error;
  port.postMessage({ type: 'refused', code, message, hint } satisfies ExportMessage);
}
