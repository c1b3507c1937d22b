/** Digits of dates and times. */

const TWO = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

/** @param value 0 to 99 */
export const twoDigits = (value: number): string => TWO[value];

/** A year as ISO 8601 writes it: four digits, more of them behind a plus, years before 0 behind a minus. */
export function yearDigits(year: number): string {
  if (year >= 1000 && year <= 9999) return String(year);
  const digits = String(Math.abs(year)).padStart(4, '0');
  if (year < 0) return `-${digits}`;
  return year > 9999 ? `+${digits}` : digits;
}

/** A fraction of a second behind its point, without zeros at the end; nothing for 0. @param micros 0 to 999,999 */
export const fractionDigits = (micros: number): string =>
  micros === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`;
