/** Every text that is not an error, by its key. */
export const textsEn = {
  LATE_ROWS_DROPPED: '{count} late rows dropped',
} as const;
