/** The `.ldx` file that lies beside an `.ld`: where laps begin and end, for i2's list of laps. Pure. */

/** @param lineMs where the line was crossed, counted from the first sample of the `.ld` */
export function motecLaps(lapMs: number, lineMs: readonly number[]): string {
  const minutes = Math.floor(lapMs / 60_000);
  const seconds = ((lapMs % 60_000) / 1000).toFixed(3).padStart(6, '0');
  const marker = (name: number, atMs: number) =>
    `        <Marker Version="100" ClassName="BCN" Name="Manual.${name}" Flags="77" Time="${Math.round(atMs * 1000)}"/>`;
  return [
    '<?xml version="1.0"?>',
    '<LDXFile Locale="English_United Kingdom.1252" DefaultLocale="C" Version="1.6">',
    '  <Layers>',
    '    <Layer>',
    '      <MarkerBlock>',
    '        <MarkerGroup Name="Beacons" Index="3">',
    ...lineMs.map((ms, i) => marker(i + 1, ms)),
    '        </MarkerGroup>',
    '      </MarkerBlock>',
    '      <RangeBlock/>',
    '    </Layer>',
    '    <Details>',
    '      <String Id="Total Laps" Value="1"/>',
    `      <String Id="Fastest Time" Value="${minutes}:${seconds}"/>`,
    '      <String Id="Fastest Lap" Value="1"/>',
    '    </Details>',
    '  </Layers>',
    '</LDXFile>',
    '',
  ].join('\n');
}
