/** What is known in a folder's own catalogue: the stand-in for Glue where there is no account. Readers pass it over. */
import { RuntimeError } from '../base/errors.ts';
import type { Files } from '../files/files.ts';
import type { CatalogTable } from './ddl.ts';

export const REGISTRATION = '_athena.json';

export interface Registration extends CatalogTable {
  readonly database: string;
  readonly table: string;
}

/** @returns undefined where nothing is registered. @throws RuntimeError `REGISTRATION_UNREADABLE` */
export async function readRegistration(files: Files): Promise<Registration | undefined> {
  if (!(await files.stat(REGISTRATION))) return undefined;
  const text = Buffer.from(await files.read(REGISTRATION)).toString();
  try {
    const { database, table, columns, partitions } = JSON.parse(text) as Registration;
    const isWhole =
      [database, table].every(name => typeof name === 'string') &&
      [columns, partitions].flat().every(({ name, type }) => typeof name === 'string' && typeof type === 'string');
    if (isWhole) return { database, table, columns, partitions };
  } catch {} // said below
  throw new RuntimeError('REGISTRATION_UNREADABLE', { file: files.address(REGISTRATION) });
}

export async function writeRegistration(
  files: Files,
  { database, table, columns, partitions }: Registration,
): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify({ database, table, columns, partitions }, null, 1)}\n`);
  if (await files.stat(REGISTRATION)) await files.replace(REGISTRATION, bytes);
  else await files.createNew(REGISTRATION, bytes);
}
