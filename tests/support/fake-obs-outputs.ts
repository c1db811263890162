/** The part of the fake OBS that has nothing to do with scenes: replay buffer, recording, hotkeys, plug-ins, profile. */

export type Data = Record<string, unknown>;

/** A request that OBS answers with a status instead of data. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, comment = '') {
    super(comment);
    this.status = status;
  }
}

export abstract class FakeObsOutputs {
  hotkeys = ['OBSBasic.SplitFile', 'ReplayBuffer.Save'];
  replayBuffer: 'off' | 'stopped' | 'running' = 'running';
  recording: 'off' | 'mkv' | 'hybrid_mp4' = 'off';
  profile: Record<string, string> = {
    'Output/Mode': 'Simple',
    'SimpleOutput/RecFormat2': 'hybrid_mp4',
  };
  isStreaming = false;
  vendors = new Set<string>();
  #replays = 0;

  abstract emit(eventType: string, eventData?: Data): void;

  readonly outputHandlers: Record<string, (data: Data) => unknown> = {
    GetReplayBufferStatus: () => {
      if (this.replayBuffer === 'off') throw new Refused(604, 'Replay buffer is not available.');
      return { outputActive: this.replayBuffer === 'running' };
    },
    SaveReplayBuffer: () => {
      if (this.replayBuffer === 'off') throw new Refused(604, 'Replay buffer is not available.');
      if (this.replayBuffer === 'stopped') throw new Refused(501);
      const savedReplayPath = `C:\\Videos\\Replay ${++this.#replays}.mkv`;
      setTimeout(() => this.emit('ReplayBufferSaved', { savedReplayPath }), 20);
    },
    GetRecordStatus: () => ({ outputActive: this.recording !== 'off' }),
    GetStreamStatus: () => ({ outputActive: this.isStreaming }),
    StartRecord: () => {
      if (this.recording !== 'off') throw new Refused(500);
      this.recording = 'mkv';
    },
    StopRecord: () => {
      if (this.recording === 'off') throw new Refused(501);
      this.recording = 'off';
      return { outputPath: '/home/someone/race.mkv' };
    },
    SplitRecordFile: () => {
      if (this.recording === 'off') throw new Refused(501);
      if (this.profile['AdvOut/RecSplitFile'] !== 'true') throw new Refused(702);
    },
    CreateRecordChapter: () => {
      if (this.recording === 'off') throw new Refused(501);
      if (this.recording !== 'hybrid_mp4')
        throw new Refused(702, 'Output does not support chapters.');
    },
    GetHotkeyList: () => ({ hotkeys: this.hotkeys }),
    TriggerHotkeyByName: ({ hotkeyName }) => {
      if (!this.hotkeys.includes(String(hotkeyName))) throw new Refused(600);
    },
    CallVendorRequest: ({ vendorName, requestType }) => {
      if (!this.vendors.has(String(vendorName))) throw new Refused(600, 'No vendor was found.');
      return { vendorName, requestType, responseData: {} };
    },
    GetProfileParameter: ({ parameterCategory, parameterName }) => ({
      parameterValue: this.profile[`${parameterCategory}/${parameterName}`] ?? null,
      defaultParameterValue: null,
    }),
  };
}
