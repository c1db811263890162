/** Rules for tests with a real OBS, as streamers write them: a banner and a text at the line, a replay, the pits. */
export const raceRules = [
  { name: 'banner', on: 'lap-completed', do: [{ show: 'LapBanner', in: 'Race', forSeconds: 1 }] },
  {
    name: 'last lap',
    on: 'lap-completed',
    when: { valid: true },
    do: [{ text: 'LastLap', value: 'Lap {lap}  {lapTime}' }],
  },
  {
    name: 'best lap',
    on: 'session-best',
    do: [
      { saveReplay: true },
      { media: 'Player', file: '{replay}' },
      { scene: 'Replay', forSeconds: 1 },
    ],
  },
  { name: 'pits', on: 'pit-entered', do: [{ scene: 'Pits' }] },
  { name: 'out', on: 'pit-exited', do: [{ scene: 'Race' }] },
];
