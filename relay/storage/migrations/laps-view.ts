/**
 * A view of the laps with the best ones marked, the same SQL for both databases. Bests depend on other laps, so they are not
 * stored. `counts` is the rule of `countsForBests` in `relay/timing/lap-validity.ts`.
 * @param track identifies a track and its layout, as SQL
 * @param condition another condition for a lap to count, as SQL
 */
export function lapsViewBy(track: string, condition = ''): string {
  return `CREATE VIEW laps AS
  SELECT session_uuid, lap, lap_ms, sectors_ms, valid, whole, frame_count, first_packet, last_packet,
    counts AND row_number() OVER (PARTITION BY session_uuid, counts ORDER BY lap_ms, lap) = 1
      AS session_best,
    counts AND comparable AND row_number() OVER (
      PARTITION BY driver_name, car, compared_track, counts ORDER BY lap_ms, created_at, lap
    ) = 1 AS personal_best
  FROM (
    SELECT l.*, s.driver_name, s.car, ${track} AS compared_track, s.created_at,
      l.lap_ms IS NOT NULL AND l.valid IS NOT FALSE ${condition} AS counts,
      s.driver_name IS NOT NULL AND s.car IS NOT NULL AND ${track} IS NOT NULL AS comparable
    FROM driven_laps l JOIN sessions s ON s.session_uuid = l.session_uuid
  ) AS compared`;
}
