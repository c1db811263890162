/** The delay that OBS adds to the stream: Settings → Advanced → Stream Delay. */
import { limits } from '../../../protocol/limits.ts';
import { ObsError, type ObsPort } from '../connection/obs-port.ts';

/**
 * Reads `DelayEnable` and `DelaySec` of the profile (OBS, `OBSBasic_OutputHandler` and `window-basic-settings.cpp`).
 * @returns ms; null: OBS is not connected or does not answer
 */
export async function obsStreamDelayMs(obs: ObsPort): Promise<number | null> {
  if (obs.state.name !== 'connected') return null;
  const read = async (parameterName: string): Promise<string> => {
    const question = { parameterCategory: 'Output', parameterName };
    const { parameterValue, defaultParameterValue } = await obs.call(
      'GetProfileParameter',
      question,
    );
    return parameterValue ?? defaultParameterValue ?? '';
  };
  try {
    const [isOn, seconds] = await Promise.all([read('DelayEnable'), read('DelaySec')]);
    const delayMs = Number(seconds) * 1_000;
    return isOn === 'true' && delayMs > 0 ? delayMs : 0;
  } catch (error) {
    if (error instanceof ObsError) return null;
    throw error;
  }
}

/** Reads it now and then, because OBS tells of no change. @returns ends it */
export function watchObsDelay(
  obs: ObsPort,
  onDelay: (delayMs: number | null) => void,
  everyMs: number = limits.obsDelayEveryMs,
): () => void {
  const read = (): void => void obsStreamDelayMs(obs).then(onDelay);
  const timer = setInterval(read, everyMs);
  timer.unref();
  const unsubscribe = obs.onState(({ name }) => {
    if (name === 'connected') read();
  });
  read();
  return () => {
    clearInterval(timer);
    unsubscribe();
  };
}
