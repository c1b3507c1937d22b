import { RuntimeError, UsageError } from '../../base/errors.ts';
import type { Files } from '../../files/files.ts';
import { isObject, parsedJson } from '../json.ts';

/** What all rows of a REF have in common: a file in it says so, and readers pass it over by its name. */
interface RefSettings {
  readonly timeZone: string;
  readonly columns: 'course' | 'ascii';
}

const FILE = '_raw-to-ref.json';
const OPTIONS = { timeZone: '--time-zone', columns: '--columns' } as const;
const KEYS = ['timeZone', 'columns'] as const;

const isSettings = (json: unknown): json is RefSettings =>
  isObject(json) && KEYS.every(key => typeof json[key] === 'string');

/**
 * Notes how REF is written, when it is written for the first time.
 *
 * @param ref its name, for errors
 * @throws UsageError `REF_SETTINGS_CHANGED`, RuntimeError `REF_SETTINGS_UNREADABLE`
 */
export async function checkRefSettings(files: Files, ref: string, { timeZone, columns }: RefSettings): Promise<void> {
  const given: RefSettings = { timeZone, columns };
  if (!(await files.stat(FILE))) {
    await files.createNew(FILE, Buffer.from(`${JSON.stringify(given)}\n`));
    return;
  }
  const known = parsedJson(Buffer.from(await files.read(FILE)).toString());
  if (!isSettings(known)) {
    throw new RuntimeError('REF_SETTINGS_UNREADABLE', { file: files.address(FILE), example: JSON.stringify(given) });
  }
  for (const key of KEYS) {
    if (known[key] === given[key]) continue;
    throw new UsageError('REF_SETTINGS_CHANGED', { ref, option: OPTIONS[key], known: known[key], given: given[key] });
  }
}
