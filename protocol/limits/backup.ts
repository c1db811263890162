/** Limits of back-ups, of taking over an older folder, and of the log in the panel. */

export const backupLimits = {
  /** Files in a back-up, and bytes of all of them unpacked. Unpacking also needs that much room on the disk. */
  backupFilesMax: 20_000,
  backupBytesMax: 68_719_476_736,
  /** Bytes of the list of files in a back-up: 600 for each. */
  backupListBytesMax: 12_000_000,
  /** Bytes of one part of a back-up that the panel uploads. Each part has the time of one request. */
  uploadPartBytesMax: 8_388_608,
  /** Room that stays free on the disk when a back-up is unpacked, bytes. */
  backupSpareBytes: 67_108_864,
  /** Bytes at the end of the log that the panel reads, and lines that the program remembers where there is no log file. */
  logTailBytesMax: 1_048_576,
  logLinesMax: 4_000,
  /** Lines of the log in a bug report; older ones are left out. */
  reportLinesMax: 200,
  /** Characters of a secret or name that is taken out of the log. A shorter one is part of ordinary words. */
  redactedCharsMin: 3,
  /** Characters after the host of a web hook's address that are a secret. Fewer are an ordinary word. */
  redactedAddressCharsMin: 8,
  /** Folders of one place that are looked at for an older Sequential, and their files that are counted. */
  olderFoldersMax: 400,
  olderFilesMax: 2_000,
} as const;
