import { ASCII, type CharSet, complement, EVERYTHING, intersection, range, setOf, union } from './char-set.ts';
import { JavaRegexError } from './error.ts';
import { type CharClass, inAnyPlane, inBmp } from './syntax.ts';
import { unassigned, unicodeSet } from './unicode.ts';

/**
 * What `\p{..}` names, without the braces.
 *
 * @returns undefined when Java knows no such property
 * @throws JavaRegexError `unsupported` for one that Java knows and this does not
 */
export function namedClass(name: string, ignoreCase: boolean): CharClass | undefined {
  const equals = name.indexOf('=');
  if (equals >= 0) return keyedClass(name.slice(0, equals).toLowerCase(), name.slice(equals + 1), ignoreCase);
  if (name.startsWith('In')) return block(name.slice(2));
  if (!name.startsWith('Is')) return plainClass(name, ignoreCase);
  const rest = name.slice(2);
  return binaryProperty(rest, ignoreCase) ?? plainClass(rest, ignoreCase) ?? script(rest);
}

function keyedClass(key: string, value: string, ignoreCase: boolean): CharClass | undefined {
  switch (key) {
    case 'sc':
    case 'script':
      return script(value);
    case 'blk':
    case 'block':
      return block(value);
    case 'gc':
    case 'general_category':
      return plainClass(value, ignoreCase);
    default:
      return undefined;
  }
}

/** Categories, the ASCII classes of POSIX and the methods of `java.lang.Character`: these names are case-sensitive. */
function plainClass(name: string, ignoreCase: boolean): CharClass | undefined {
  const ascii = (ignoreCase && ASCII_IGNORING_CASE.get(name)) || ASCII_CLASSES.get(name);
  if (ascii) return inBmp(ascii);
  const expression = (ignoreCase && UNICODE_IGNORING_CASE.get(name)) || UNICODE_CLASSES.get(name);
  if (expression) return inAnyPlane(unicodeSet(expression));
  if (UNSUPPORTED.has(name)) throw new JavaRegexError('unsupported', `\\p{${name}}`, -1);
  const computed = COMPUTED_CLASSES.get(name);
  return computed && inAnyPlane(computed());
}

const ALPHA = setOf(codesOf('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'));
const DIGIT = range(0x30, 0x39);
const PUNCTUATION = setOf(codesOf('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'));
const SPACE = setOf(codesOf(' \t\n\v\f\r'));
const CONTROL = union(range(0, 0x1f), range(0x7f, 0x9f));

const ASCII_CLASSES = table<CharSet>({
  ASCII,
  L1: range(0, 0xff),
  Alnum: union(ALPHA, DIGIT),
  Alpha: ALPHA,
  Blank: setOf(codesOf(' \t')),
  Cntrl: intersection(CONTROL, ASCII),
  Digit: DIGIT,
  Graph: range(0x21, 0x7e),
  Lower: range(0x61, 0x7a),
  Print: range(0x20, 0x7e),
  Punct: PUNCTUATION,
  Space: SPACE,
  Upper: range(0x41, 0x5a),
  XDigit: setOf(codesOf('0123456789abcdefABCDEF')),
});

const ASCII_IGNORING_CASE = table<CharSet>({ Lower: ALPHA, Upper: ALPHA });

const WHITE_SPACE = String.raw`\p{Z}\t-\r\x85`;
const CASED = String.raw`\p{Lowercase}\p{Uppercase}\p{Lt}`;

/** Each as the inside of a JavaScript class. Categories of one or two letters join them below. */
const UNICODE_CLASSES = table<string>({
  ...Object.fromEntries(
    'Lu Ll Lt Lm Lo Mn Me Mc Nd Nl No Zs Zl Zp Cc Cf Co Cs Pd Ps Pe Pc Po Sm Sc Sk So Pi Pf L M N Z P S LC'
      .split(' ')
      .map(category => [category, `\\p{${category}}`]),
  ),
  LD: String.raw`\p{L}\p{Nd}`,
  javaLowerCase: String.raw`\p{Lowercase}`,
  javaUpperCase: String.raw`\p{Uppercase}`,
  javaAlphabetic: String.raw`\p{Alphabetic}`,
  javaIdeographic: String.raw`\p{Ideographic}`,
  javaTitleCase: String.raw`\p{Lt}`,
  javaDigit: String.raw`\p{Nd}`,
  javaLetter: String.raw`\p{L}`,
  javaLetterOrDigit: String.raw`\p{L}\p{Nd}`,
  javaSpaceChar: String.raw`\p{Z}`,
  javaISOControl: String.raw`\p{Cc}`,
  javaMirrored: String.raw`\p{Bidi_Mirrored}`,
  javaIdentifierIgnorable: String.raw`\0-\x08\x0e-\x1b\x7f-\x9f\p{Cf}`,
  javaJavaIdentifierStart: String.raw`\p{L}\p{Nl}\p{Sc}\p{Pc}`,
  javaJavaIdentifierPart: String.raw`\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mc}\p{Mn}\0-\x08\x0e-\x1b\x7f-\x9f\p{Cf}`,
  javaWhitespace: String.raw`\t-\r\x1c-\x1f \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000`,
});

/** When case is ignored, one case means all of them. */
const UNICODE_IGNORING_CASE = table<string>({
  Lu: String.raw`\p{LC}`,
  Ll: String.raw`\p{LC}`,
  Lt: String.raw`\p{LC}`,
  javaLowerCase: CASED,
  javaUpperCase: CASED,
  javaTitleCase: CASED,
});

const COMPUTED_CLASSES = table<() => CharSet>({
  all: () => EVERYTHING,
  Cn: unassigned,
  C: () => union(unassigned(), unicodeSet('\\p{C}')),
  javaDefined: () => complement(unassigned()),
});

const UNSUPPORTED = new Set(['javaUnicodeIdentifierStart', 'javaUnicodeIdentifierPart']);

/** `\p{IsAlphabetic}`: the names ignore case. */
function binaryProperty(name: string, ignoreCase: boolean): CharClass | undefined {
  const key = name.toUpperCase();
  if (ignoreCase && BINARY_CASED.has(key)) return inAnyPlane(unicodeSet(CASED));
  const expression = BINARY_PROPERTIES.get(key);
  if (expression) return inAnyPlane(unicodeSet(expression));
  const computed = COMPUTED_PROPERTIES.get(key);
  return computed && inAnyPlane(computed());
}

const BINARY_CASED = new Set(['LOWERCASE', 'UPPERCASE', 'TITLECASE', 'LOWER', 'UPPER']);
const HEX_DIGIT = String.raw`\p{Nd}\p{Hex_Digit}`;
const BLANK = String.raw`\p{Zs}\t`;

const BINARY_PROPERTIES = table<string>({
  ALPHABETIC: String.raw`\p{Alphabetic}`,
  CONTROL: String.raw`\p{Cc}`,
  HEXDIGIT: HEX_DIGIT,
  HEX_DIGIT,
  IDEOGRAPHIC: String.raw`\p{Ideographic}`,
  JOINCONTROL: String.raw`\u200c\u200d`,
  JOIN_CONTROL: String.raw`\u200c\u200d`,
  LETTER: String.raw`\p{L}`,
  LOWERCASE: String.raw`\p{Lowercase}`,
  NONCHARACTERCODEPOINT: String.raw`\p{Noncharacter_Code_Point}`,
  NONCHARACTER_CODE_POINT: String.raw`\p{Noncharacter_Code_Point}`,
  TITLECASE: String.raw`\p{Lt}`,
  PUNCTUATION: String.raw`\p{P}`,
  UPPERCASE: String.raw`\p{Uppercase}`,
  WHITESPACE: WHITE_SPACE,
  WHITE_SPACE,
  WORD: String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d`,
  ALPHA: String.raw`\p{Alphabetic}`,
  LOWER: String.raw`\p{Lowercase}`,
  UPPER: String.raw`\p{Uppercase}`,
  SPACE: WHITE_SPACE,
  PUNCT: String.raw`\p{P}`,
  XDIGIT: HEX_DIGIT,
  ALNUM: String.raw`\p{Alphabetic}\p{Nd}`,
  CNTRL: String.raw`\p{Cc}`,
  DIGIT: String.raw`\p{Nd}`,
  BLANK,
});

const COMPUTED_PROPERTIES = table<() => CharSet>({
  ASSIGNED: () => complement(unassigned()),
  GRAPH: graph,
  PRINT: () => union(graph(), unicodeSet('\\p{Zs}')),
});

function graph(): CharSet {
  return complement(union(unicodeSet('\\p{Z}\\p{Cc}\\p{Cs}'), unassigned()));
}

/** Java takes the full name in any case, or the four letters of ISO 15924. */
function script(name: string): CharClass | undefined {
  const canonical = name
    .toLowerCase()
    .replace(/(?:^|_)[a-z]/g, start => start.toUpperCase())
    .replace(/^Signwriting$/, 'SignWriting');
  if (canonical === 'Unknown' || canonical === 'Zzzz') {
    return inAnyPlane(union(unassigned(), unicodeSet('\\p{Co}\\p{Cs}')));
  }
  if (!/^\w+$/.test(canonical)) return undefined;
  try {
    const set = unicodeSet(`\\p{Script=${canonical}}`);
    return set.length > 0 ? inAnyPlane(set) : undefined; // empty: a script that Unicode got after version 13
  } catch {
    return undefined;
  }
}

/** Java also takes the names with spaces, or with nothing, for the underscores. */
function block(name: string): CharClass {
  const key = name.toUpperCase().replace(/[ _-]/g, '');
  const place = blocks().get(key);
  if (!place) throw new JavaRegexError('unsupported', `\\p{In${name}}`, -1);
  return inAnyPlane(place);
}

/** The blocks in use today; scripts of the past and rare symbols are left out. */
const BLOCKS = `
  BASICLATIN 0-7f LATIN1SUPPLEMENT 80-ff LATINEXTENDEDA 100-17f LATINEXTENDEDB 180-24f IPAEXTENSIONS 250-2af
  SPACINGMODIFIERLETTERS 2b0-2ff COMBININGDIACRITICALMARKS 300-36f GREEK 370-3ff GREEKANDCOPTIC 370-3ff
  CYRILLIC 400-4ff CYRILLICSUPPLEMENTARY 500-52f CYRILLICSUPPLEMENT 500-52f ARMENIAN 530-58f HEBREW 590-5ff
  ARABIC 600-6ff SYRIAC 700-74f ARABICSUPPLEMENT 750-77f THAANA 780-7bf NKO 7c0-7ff DEVANAGARI 900-97f
  BENGALI 980-9ff GURMUKHI a00-a7f GUJARATI a80-aff ORIYA b00-b7f TAMIL b80-bff TELUGU c00-c7f KANNADA c80-cff
  MALAYALAM d00-d7f SINHALA d80-dff THAI e00-e7f LAO e80-eff TIBETAN f00-fff MYANMAR 1000-109f
  GEORGIAN 10a0-10ff HANGULJAMO 1100-11ff ETHIOPIC 1200-137f CHEROKEE 13a0-13ff KHMER 1780-17ff
  MONGOLIAN 1800-18af PHONETICEXTENSIONS 1d00-1d7f LATINEXTENDEDADDITIONAL 1e00-1eff GREEKEXTENDED 1f00-1fff
  GENERALPUNCTUATION 2000-206f SUPERSCRIPTSANDSUBSCRIPTS 2070-209f CURRENCYSYMBOLS 20a0-20cf
  COMBININGMARKSFORSYMBOLS 20d0-20ff LETTERLIKESYMBOLS 2100-214f NUMBERFORMS 2150-218f ARROWS 2190-21ff
  MATHEMATICALOPERATORS 2200-22ff MISCELLANEOUSTECHNICAL 2300-23ff CONTROLPICTURES 2400-243f
  ENCLOSEDALPHANUMERICS 2460-24ff BOXDRAWING 2500-257f BLOCKELEMENTS 2580-259f GEOMETRICSHAPES 25a0-25ff
  MISCELLANEOUSSYMBOLS 2600-26ff DINGBATS 2700-27bf BRAILLEPATTERNS 2800-28ff LATINEXTENDEDC 2c60-2c7f
  COPTIC 2c80-2cff SUPPLEMENTALPUNCTUATION 2e00-2e7f CJKRADICALSSUPPLEMENT 2e80-2eff KANGXIRADICALS 2f00-2fdf
  CJKSYMBOLSANDPUNCTUATION 3000-303f HIRAGANA 3040-309f KATAKANA 30a0-30ff BOPOMOFO 3100-312f
  HANGULCOMPATIBILITYJAMO 3130-318f KATAKANAPHONETICEXTENSIONS 31f0-31ff
  ENCLOSEDCJKLETTERSANDMONTHS 3200-32ff CJKCOMPATIBILITY 3300-33ff CJKUNIFIEDIDEOGRAPHSEXTENSIONA 3400-4dbf
  CJKUNIFIEDIDEOGRAPHS 4e00-9fff LATINEXTENDEDD a720-a7ff LATINEXTENDEDE ab30-ab6f HANGULSYLLABLES ac00-d7af
  HIGHSURROGATES d800-db7f HIGHPRIVATEUSESURROGATES db80-dbff LOWSURROGATES dc00-dfff PRIVATEUSEAREA e000-f8ff
  CJKCOMPATIBILITYIDEOGRAPHS f900-faff ALPHABETICPRESENTATIONFORMS fb00-fb4f ARABICPRESENTATIONFORMSA fb50-fdff
  VARIATIONSELECTORS fe00-fe0f COMBININGHALFMARKS fe20-fe2f CJKCOMPATIBILITYFORMS fe30-fe4f
  SMALLFORMVARIANTS fe50-fe6f ARABICPRESENTATIONFORMSB fe70-feff HALFWIDTHANDFULLWIDTHFORMS ff00-ffef
  SPECIALS fff0-ffff MUSICALSYMBOLS 1d100-1d1ff MATHEMATICALALPHANUMERICSYMBOLS 1d400-1d7ff
  PLAYINGCARDS 1f0a0-1f0ff ENCLOSEDALPHANUMERICSUPPLEMENT 1f100-1f1ff
  MISCELLANEOUSSYMBOLSANDPICTOGRAPHS 1f300-1f5ff EMOTICONS 1f600-1f64f TRANSPORTANDMAPSYMBOLS 1f680-1f6ff
  SUPPLEMENTALSYMBOLSANDPICTOGRAPHS 1f900-1f9ff SYMBOLSANDPICTOGRAPHSEXTENDEDA 1fa70-1faff
  CJKUNIFIEDIDEOGRAPHSEXTENSIONB 20000-2a6df`;

function blocks(): ReadonlyMap<string, CharSet> {
  const map = new Map<string, CharSet>();
  for (const [, name, first, last] of BLOCKS.matchAll(/(\w+) (\w+)-(\w+)/g)) {
    map.set(name!, range(Number.parseInt(first!, 16), Number.parseInt(last!, 16)));
  }
  return map;
}

function codesOf(text: string): number[] {
  return [...text].map(char => char.codePointAt(0)!);
}

/** A map, because a pattern may name `constructor`, which every object has. */
function table<T>(entries: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(Object.entries(entries));
}
