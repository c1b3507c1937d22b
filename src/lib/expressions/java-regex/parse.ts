import { complement, EVERYTHING, setOf } from './char-set.ts';
import { measure } from './measure.ts';
import { parseClass, singleClass } from './parse-class.ts';
import { anchor, family, groupName, readEscape } from './parse-escape.ts';
import {
  atEnd,
  code,
  type Flags,
  fail,
  isBeyondBmp,
  isDigit,
  next,
  nextRaw,
  openScanner,
  peek,
  read,
  refuse,
  type Scanner,
  skip,
} from './scanner.ts';
import { type CharClass, EMPTY, type Group, type Node, type Repeat, type Syntax } from './syntax.ts';

/** @throws JavaRegexError */
export function parse(pattern: string): Syntax {
  const s = openScanner(pattern);
  const root = expression(s);
  if (s.cursor !== s.length) {
    fail(s, peek(s) === code(')') ? "Unmatched closing ')'" : 'Unexpected internal error');
  }
  return { root, groupCount: s.groupCount, groupNames: s.groupNames, byCodePoint: s.byCodePoint };
}

function expression(s: Scanner): Node {
  const branches = [sequence(s)];
  while (peek(s) === code('|')) {
    next(s);
    branches.push(sequence(s));
  }
  return branches.length === 1 ? branches[0]! : { kind: 'alternation', branches };
}

function sequence(s: Scanner): Node {
  const items: Node[] = [];
  for (;;) {
    const point = peek(s);
    if (point === code('|') || point === code(')') || (point === 0 && atEnd(s))) break;
    if (point === code('(')) {
      const opened = group(s);
      if (opened) items.push(opened);
    } else {
      const nodes = simple(s, point);
      const last = nodes.pop() ?? EMPTY;
      items.push(...nodes, quantified(s, last));
    }
  }
  return items.length === 1 ? items[0]! : { kind: 'sequence', items };
}

/** Everything but groups: one node, or a run of literal characters, of which a quantifier takes the last. */
function simple(s: Scanner, point: number): Node[] {
  switch (point < 0x80 ? String.fromCharCode(point) : '') {
    case '[':
      return [charNode(s, parseClass(s))];
    case '^':
      next(s);
      return [anchor(!s.flags.multiline ? 'start' : s.flags.unixLines ? 'unixLineStart' : 'lineStart')];
    case '$':
      next(s);
      return [lineEnd(s.flags)];
    case '.':
      next(s);
      return [{ kind: 'char', set: dot(s.flags) }]; // Java does not count it when it decides `byCodePoint`
    case '?':
    case '*':
    case '+':
      next(s);
      return fail(s, `Dangling meta character '${String.fromCharCode(point)}'`);
    default:
      return literals(s);
  }
}

function lineEnd({ multiline, unixLines }: Flags): Node {
  if (multiline) return anchor(unixLines ? 'unixLineEnd' : 'lineEnd');
  return anchor(unixLines ? 'lastUnixLineEnd' : 'lastLineEnd');
}

function dot({ dotAll, unixLines }: Flags) {
  if (dotAll) return EVERYTHING;
  return complement(unixLines ? setOf([0x0a]) : setOf([0x0a, 0x0d, 0x85, 0x2028, 0x2029]));
}

const ENDS_LITERALS: ReadonlySet<number> = new Set(Array.from('$.^([|)*+?{', code));
const QUANTIFIERS: ReadonlySet<number> = new Set(Array.from('*+?{', code));

/** A run of literal characters, or the one class or other escape that comes before any. */
function literals(s: Scanner): Node[] {
  const run: number[] = [];
  let before = s.cursor; // where the last of the run begins
  for (let point = peek(s); !ENDS_LITERALS.has(point) && !(point === 0 && atEnd(s)); point = peek(s)) {
    const start = s.cursor;
    const literal = point === code('\\') ? escapedAtom(s) : point;
    if (typeof literal === 'object') {
      if (run.length === 0) return [literal];
      s.cursor = start;
      break;
    }
    if (point !== code('\\')) next(s);
    before = start;
    run.push(literal);
  }
  if (run.length > 1 && QUANTIFIERS.has(peek(s))) {
    s.cursor = before;
    run.pop();
  }
  if (run.length === 1) return [charNode(s, singleClass(s, run[0]!))];
  return run.map(point => ({ kind: 'char', set: singleClass(s, point).set }));
}

function escapedAtom(s: Scanner): number | Node {
  const letter = nextRaw(s);
  if (letter === code('p') || letter === code('P')) return charNode(s, family(s));
  s.cursor--;
  const escaped = readEscape(s, false, false);
  if (typeof escaped === 'number') return escaped;
  return 'node' in escaped ? escaped.node : charNode(s, escaped.charClass);
}

function charNode(s: Scanner, { set, bmp }: CharClass): Node {
  if (!bmp) s.byCodePoint = true;
  return { kind: 'char', set };
}

/** @returns undefined for `(?i)`, which only sets flags */
function group(s: Scanner): Node | undefined {
  const outer = s.flags;
  const opened = next(s) === code('?') ? specialGroup(s) : capturing(s);
  if (!opened) return undefined;
  if (read(s) !== code(')')) fail(s, 'Unclosed group');
  s.flags = outer;
  return quantified(s, opened);
}

function capturing(s: Scanner): Group {
  const number = ++s.groupCount;
  return { kind: 'group', body: expression(s), number };
}

function specialGroup(s: Scanner): Node | undefined {
  const point = skip(s);
  switch (point < 0x80 ? String.fromCharCode(point) : '') {
    case ':':
      return { kind: 'group', body: expression(s), number: undefined };
    case '=':
    case '!':
      return { kind: 'look', body: expression(s), negative: point === code('!'), behind: undefined };
    case '>':
      return { kind: 'atomic', body: expression(s) };
    case '<': {
      const kind = read(s);
      return kind === code('=') || kind === code('!') ? lookBehind(s, kind === code('!')) : namedGroup(s, kind);
    }
    case '$':
    case '@':
      return fail(s, 'Unknown group type');
    default:
      s.cursor--;
      return flagGroup(s);
  }
}

function namedGroup(s: Scanner, first: number): Group {
  const name = groupName(s, first);
  if (s.groupNames.has(name)) fail(s, `Named capturing group <${name}> is already defined`);
  s.groupNames.set(name, s.groupCount + 1);
  return capturing(s);
}

function lookBehind(s: Scanner, negative: boolean): Node {
  const start = s.cursor;
  const body = expression(s);
  const { min, max, bounded } = measure(body);
  if (!bounded) fail(s, 'Look-behind group does not have an obvious maximum length');
  // Java looks at the rest of the pattern too, not only at the group.
  const byCodePoint = s.points.slice(start, s.length).some(isBeyondBmp);
  return { kind: 'look', body, negative, behind: { min, max, byCodePoint } };
}

function flagGroup(s: Scanner): Node | undefined {
  let on = true;
  for (let point = peek(s); ; point = next(s)) {
    if (on && point === code('-')) on = false;
    else if (!setFlag(s, point, on)) break;
  }
  const point = read(s);
  if (point === code(')')) return undefined;
  if (point !== code(':')) fail(s, 'Unknown inline modifier');
  return { kind: 'group', body: expression(s), number: undefined };
}

const FLAGS: ReadonlyMap<number, keyof Flags> = new Map([
  [code('i'), 'ignoreCase'],
  [code('m'), 'multiline'],
  [code('s'), 'dotAll'],
  [code('d'), 'unixLines'],
  [code('u'), 'unicodeCase'],
  [code('x'), 'comments'],
]);

function setFlag(s: Scanner, point: number, on: boolean): boolean {
  if (point === code('U') || point === code('c')) refuse(s, `(?${String.fromCharCode(point)})`);
  const flag = FLAGS.get(point);
  if (flag) s.flags = { ...s.flags, [flag]: on };
  return flag !== undefined;
}

/** The node, repeated when a quantifier is under the cursor. */
function quantified(s: Scanner, body: Node): Node {
  switch (peek(s)) {
    case code('?'):
      return repeat(s, body, 0, 1);
    case code('*'):
      return repeat(s, body, 0, Number.POSITIVE_INFINITY);
    case code('+'):
      return repeat(s, body, 1, Number.POSITIVE_INFINITY);
    case code('{'):
      return counted(s, body);
    default:
      return body;
  }
}

/** The cursor is at the last character of the quantifier, before the `?` or `+` that may follow. */
function repeat(s: Scanner, body: Node, min: number, max: number): Repeat {
  const point = next(s);
  const mode = point === code('?') ? 'lazy' : point === code('+') ? 'possessive' : 'greedy';
  if (mode !== 'greedy') next(s);
  return { kind: 'repeat', body, min, max, mode };
}

function counted(s: Scanner, body: Node): Node {
  let point = skip(s);
  if (!isDigit(point)) fail(s, 'Illegal repetition');
  const number = () => {
    let value = 0;
    for (; isDigit(point); point = read(s)) {
      value = value * 10 + point - 0x30;
      if (value > 0x7fffffff) fail(s, 'Illegal repetition range');
    }
    return value;
  };
  const min = number();
  let max = min;
  if (point === code(',')) {
    point = read(s);
    max = point === code('}') ? Number.POSITIVE_INFINITY : number();
  }
  if (point !== code('}')) fail(s, 'Unclosed counted closure');
  if (max < min) fail(s, 'Illegal repetition range');
  s.cursor--;
  return repeat(s, body, min, max);
}
