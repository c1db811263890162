/**
 * Words that rules for OBS may use and that the relay and the panel's editor share: flags, commands for media sources,
 * placeholders. The documents repeat them.
 */

/** Names of the game's flags by their number (`AC_FLAG_TYPE`, the channel `flag`). */
export const flagNames = [
  'none',
  'blue',
  'yellow',
  'black',
  'white',
  'chequered',
  'penalty',
] as const;

export type FlagName = (typeof flagNames)[number];

/** What a rule may do to a media source. The first is the default. */
export const mediaCommands = ['restart', 'play', 'pause', 'stop', 'next', 'previous'] as const;

/** The meaning of each placeholder in texts of rules. */
export const placeholders = {
  lap: 'number of the lap',
  lapTime: 'lap time, m:ss.mmm',
  delta: 'difference to the best lap before, ±s.mmm',
  best: 'best lap so far, this one included, m:ss.mmm',
  driver: "driver's name; of an event about a car, that car's",
  car: 'car, as the game calls it',
  track: 'track, as the game calls it',
  session: 'id of the session',
  flag: 'flag: none, blue, yellow, black, white, chequered or penalty',
  event: 'name of the event',
  gap: 'time between two cars, s.mmm',
  position: 'place of the car in the race',
  number: 'number on the car',
  other: 'driver of the other car',
  place: 'place on the lap of a marked moment, for instance 43 %',
  note: 'what was written to a marked moment',
  time: 'time of the event on this computer, hh:mm:ss',
  replay: 'file of the replay that this rule saved last',
} as const;

export type Placeholder = keyof typeof placeholders;

export const placeholderNames = Object.keys(placeholders) as Placeholder[];
