/** Whether OBS streams or records now. */
import { ObsError, type ObsPort } from '../connection/obs-port.ts';

export interface ActiveOutputs {
  readonly streaming: boolean;
  readonly recording: boolean;
}

/** @returns `silent`: OBS is connected and does not answer; null: it is not connected */
export async function activeOutputs(obs: ObsPort): Promise<ActiveOutputs | 'silent' | null> {
  if (obs.state.name === 'frozen') return 'silent';
  if (obs.state.name !== 'connected') return null;
  try {
    const [stream, record] = await Promise.all([
      obs.call('GetStreamStatus', {}),
      obs.call('GetRecordStatus', {}),
    ]);
    return { streaming: stream.outputActive, recording: record.outputActive };
  } catch (error) {
    if (error instanceof ObsError) return 'silent';
    throw error;
  }
}
