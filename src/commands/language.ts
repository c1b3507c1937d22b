import { UsageError } from '../lib/base/errors.ts';
import { type Language, languages } from '../lib/base/messages/index.ts';
import type { Read } from './options.ts';

/** Where the wish for a language can stand. */
interface Wishes {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the operating system, as a BCP 47 tag: on Windows there is no other sign. */
  readonly systemLocale: string;
}

/**
 * The language to talk in: `--lang` wins over XPTO_LANG, that over the locale. What is no language of ours is passed
 * over here, so that the refusal of a wrong `--lang` is said in the reader's language.
 */
export function chooseLanguage({ args, env, systemLocale }: Wishes): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || systemLocale; // in the order of POSIX
  return findLanguage(flagIn(args)) ?? findLanguage(env['XPTO_LANG']) ?? findLanguage(locale) ?? 'en';
}

/** Reads a language, or refuses it by name. */
export const language =
  (option: string): Read<Language> =>
  value => {
    const found = findLanguage(value);
    if (found) return found;
    throw new UsageError('OPTION_NOT_A_CHOICE', { option, value, choices: languages.join(', ') });
  };

/** The arguments without `--lang` and its value. */
export const withoutLanguage = (args: readonly string[]): string[] =>
  args.filter((arg, place) => arg !== '--lang' && args[place - 1] !== '--lang');

/** By its first part: every `pt` is closer to the text in Portuguese than to the one in English. */
function findLanguage(tag: string | undefined): Language | undefined {
  const [, first] = /^([a-z]+)(?:[-_.@].*)?$/i.exec(tag ?? '') ?? [];
  return languages.find(known => known.split('-')[0] === first?.toLowerCase());
}

/** As commander would find it, which cannot be asked yet: its own texts are in a language, too. */
function flagIn(args: readonly string[]): string | undefined {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  const at = flags.findLastIndex(arg => arg === '--lang' || arg.startsWith('--lang='));
  if (at < 0) return undefined;
  return flags[at] === '--lang' ? flags[at + 1] : flags[at].slice('--lang='.length);
}
