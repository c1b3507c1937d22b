import { UsageError } from '../lib/base/errors.ts';
import { isTableName } from '../lib/lake/names.ts';
import type { Read } from './options.ts';

export const engines = ['athena', 'local'] as const;
export type Engine = (typeof engines)[number];

const isInS3 = (location: string): boolean => /^s3[an]?:\/\/[^/]/i.test(location);

/** The engine that a folder is asked by, where nothing else is said. @throws UsageError `NOT_ON_ATHENA` */
export function engineFor(ref: string, engine: Engine = isInS3(ref) ? 'athena' : 'local'): Engine {
  if (engine === 'athena' && !isInS3(ref)) throw new UsageError('NOT_ON_ATHENA', { ref });
  return engine;
}

export const tableName =
  (option: string): Read<string> =>
  value => {
    if (isTableName(value)) return value;
    throw new UsageError('OPTION_NOT_A_NAME', { option, value });
  };

export const s3Folder =
  (option: string): Read<string> =>
  value => {
    if (/^s3:\/\/[^/]+/.test(value)) return value;
    throw new UsageError('OPTION_NOT_IN_S3', { option, value });
  };

const UNITS = { MB: 1e6, GB: 1e9, TB: 1e12 } as const;
/** Athena takes no smaller limit. */
const LEAST_BYTES = 10_000_000;

/** Reads `500MB`, `1GB`. */
export const scanLimit =
  (option: string): Read<number> =>
  value => {
    const [, digits, unit] = /^(\d{1,6})(MB|GB|TB)$/i.exec(value) ?? [];
    const bytes = Number(digits) * UNITS[String(unit).toUpperCase() as keyof typeof UNITS];
    if (bytes >= LEAST_BYTES) return bytes;
    throw new UsageError('OPTION_NOT_BYTES', { option, value });
  };
