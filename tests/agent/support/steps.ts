/** The content of a step, for the step writer and the tests that check it. */

/** The physics values of a step, all different and all a function of its packet id. */
export function stepValues(packetId: number): Record<string, number> {
  return {
    gas: (packetId % 101) / 100,
    brake: (packetId % 51) / 50,
    rpms: 1000 + (packetId % 7000),
    speedKmh: packetId % 300,
    // The last field but one of the page: in a torn copy it does not match the first fields.
    brakeBias: (packetId % 97) / 100,
  };
}
