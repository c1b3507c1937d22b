import { existsSync } from 'node:fs';
import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError, XptoError } from '../lib/base/errors.ts';
import * as library from '../lib/index.ts';

const LIBRARY = 'xpto';

/** A module that a user wrote. */
export interface UserModule {
  readonly default: unknown;
  /** Calls something of the module. @throws RuntimeError `MODULE_FAILED` in place of what is no error of xpto */
  call<T>(action: () => T | Promise<T>): Promise<T>;
}

/**
 * Loads a module in JavaScript or TypeScript. `xpto` is this program in it, wherever the file lies.
 *
 * @throws RuntimeError `FILE_NOT_FOUND`, `MODULE_FAILED`
 */
export async function loadUserModule(file: string): Promise<UserModule> {
  const path = resolve(file);
  if (!existsSync(path)) throw new RuntimeError('FILE_NOT_FOUND', { path });
  // The very library that runs the query: of another copy, the session would not know the columns.
  Object.assign(globalThis, { [Symbol.for(LIBRARY)]: library });
  register('./typescript-hooks.js', import.meta.url, { data: { exports: Object.keys(library), symbol: LIBRARY } });
  process.setSourceMapsEnabled(true); // so that errors name lines of the file as it was written
  const call: UserModule['call'] = async action => {
    try {
      return await action();
    } catch (error) {
      if (error instanceof XptoError) throw error;
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      throw new RuntimeError('MODULE_FAILED', { file, reason: message, place: placeIn(stack, path) }, { cause: error });
    }
  };
  const module = await call(() => import(pathToFileURL(path).href) as Promise<{ default?: unknown }>);
  return { default: module.default, call };
}

/** Line and column of the file that are named first in a stack: `:3:7`. */
const placeIn = (stack: string, path: string): string =>
  stack
    .split('\n')
    .map(line => line.split(pathToFileURL(path).href)[1] ?? line.split(path)[1])
    .find(place => place !== undefined && /^:\d+/.test(place))
    ?.match(/^:\d+(?::\d+)?/)?.[0] ?? '';
