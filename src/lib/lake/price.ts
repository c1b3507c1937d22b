/** What Athena charges, about: by the bytes that a query reads, at least ten million, and by S3's own requests. */

/** US dollars, in most regions. */
const USD_PER_TB = 5;
const TB = 1e12;
const MB = 1e6;
const LEAST_BYTES = 10 * MB;
/** S3 charges for listing folders: a thousand for half a cent. */
const USD_PER_LIST = 0.005 / 1000;

/** The price of a query, by the bytes that it has read; one that reads none, as DDL does, costs nothing. */
export function queryUsd(bytes: number): number {
  if (bytes === 0) return 0;
  return (Math.max(LEAST_BYTES, Math.ceil(bytes / MB) * MB) / TB) * USD_PER_TB;
}

export const listsUsd = (folders: number): number => folders * USD_PER_LIST;

/** Digits enough to see that a small price is one: `0.00005`, `0.12`, `12.00`. */
export function usd(amount: number): string {
  if (amount === 0 || amount >= 0.01) return amount.toFixed(2);
  return amount.toFixed(Math.min(9, 1 - Math.floor(Math.log10(amount)))).replace(/0+$/, '');
}

const UNITS = ['kB', 'MB', 'GB', 'TB'];

/** `1.3 MB`: as Amazon counts, by thousands. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 'B';
  for (const next of UNITS) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  return `${unit === 'B' || value >= 100 ? Math.round(value) : value.toPrecision(2).replace(/\.0$/, '')} ${unit}`;
}
