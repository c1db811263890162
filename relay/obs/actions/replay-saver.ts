/** Saves OBS's replay buffer and waits for the name of the file. Requests at the same time get the same file. */
import { limits } from '../../../protocol/limits.ts';
import { ObsError, type ObsPort } from '../connection/obs-port.ts';
import { obsSentence } from '../connection/obs-state.ts';
import { sharedRun } from '../shared-run.ts';

export class ReplaySaver {
  readonly #obs: ObsPort;

  constructor(obs: ObsPort) {
    this.#obs = obs;
  }

  /** @returns path of the file on OBS's computer. @throws ObsError */
  readonly save = sharedRun(() => this.#save());

  async #save(): Promise<string> {
    let end: () => void = () => {};
    const saved = new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => {
        const seconds = limits.replaySavedTimeoutMs / 1000;
        reject(new ObsError('timeout', `OBS did not finish the replay within ${seconds} s.`));
      }, limits.replaySavedTimeoutMs);
      const noEvent = this.#obs.onEvent((event) => {
        if (event.name === 'ReplayBufferSaved') resolve(event.data.savedReplayPath);
      });
      const noState = this.#obs.onState((state) => {
        // A freeze may pass within the time limit.
        if (state.name === 'connected' || state.name === 'frozen') return;
        reject(new ObsError('ended', obsSentence(state)));
      });
      end = () => {
        clearTimeout(timer);
        noEvent();
        noState();
      };
    });
    try {
      // The event can come before the answer.
      const [path] = await Promise.all([saved, this.#obs.call('SaveReplayBuffer', {})]);
      return path;
    } finally {
      end();
    }
  }
}
