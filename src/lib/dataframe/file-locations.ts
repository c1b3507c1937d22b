import { localPathOf } from '../files/open-files.ts';
import { wholePath } from '../files/walk-now.ts';
import type { FormatOptions } from '../formats/format.ts';
import type { Options } from './options.ts';
import type { Session } from './session.ts';

/** A location as a user gives it, understood. */
export interface Location {
  /** A whole path, or a URL. */
  readonly location: string;
  /** As Spark names it: `file:/tmp/in`. */
  readonly description: string;
  /** True when it is on this machine's disk, where a frame can look at once what there is. */
  readonly isHere: boolean;
}

export function locate(location: string, session: Session): Location {
  const path = localPathOf(location);
  if (path === undefined) return { location, description: location, isHere: false };
  const whole = wholePath(path);
  const description = `file:${whole.startsWith('/') ? '' : '/'}${whole}`;
  return { location: whole, description, isHere: session.isOfThisMachine };
}

/** What a format is told: the options, where paths are whole, and what the session knows. */
export function formatOptions(options: Options, session: Session): FormatOptions {
  const basePath = options.text('basePath');
  const base = basePath === undefined ? undefined : locate(basePath, session).location;
  return {
    text: name => (base !== undefined && name.toLowerCase() === 'basepath' ? base : options.text(name)),
    timeZone: session.settings().timeZone,
  };
}
