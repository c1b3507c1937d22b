/** What calls mean that SQL writes in a way of its own: `count(*)`, `EXTRACT(YEAR FROM t)`, `sum(x) FILTER (WHERE c)`. */
import { AnalysisError } from '../../base/errors.ts';
import { type CallExpression, call, type Expression, literal } from '../expression.ts';

/** How a call was written; names are in lower case. */
interface WrittenCall {
  readonly name: string;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  /** The words that stood between arguments instead of commas. */
  readonly words: ReadonlySet<string>;
  /** The condition of `FILTER (WHERE …)`. */
  readonly where: Expression | undefined;
  readonly ignoresNulls: boolean;
}

/** Words that may stand between the arguments of a function. */
export const wordsForCommas: ReadonlyMap<string, readonly string[]> = new Map([
  ['substring', ['FROM', 'FOR']],
  ['substr', ['FROM', 'FOR']],
  ['overlay', ['PLACING', 'FROM', 'FOR']],
  ['position', ['IN']],
  ['trim', ['FROM']],
]);
/** What `TRIM(side …)` calls. */
export const trimSides: ReadonlyMap<string, string> = new Map([
  ['BOTH', 'trim'],
  ['LEADING', 'ltrim'],
  ['TRAILING', 'rtrim'],
]);
const TRIMS = [...trimSides.values()];

export function callOf(written: WrittenCall): Expression {
  const called = plainCallOf(written);
  const { where } = written;
  return where && called.kind === 'call' ? { ...called, where } : called;
}

function plainCallOf({ name, args: given, distinct, words, ignoresNulls }: WrittenCall): Expression {
  const args = name === 'count' && !distinct && isWholeRow(given) ? [literal('int', 1)] : given;
  const [first] = args;
  if (name === 'struct' && args.some(arg => arg.kind === 'alias')) return structAs(args);
  // SQL names the characters first; the function takes the text first.
  if (TRIMS.includes(name) && args.length === 2) return call(name, args[1], first);
  const withUnit = args.length === 3 ? TAKE_UNIT.get(name) : undefined;
  if (withUnit && first.kind === 'literal' && first.type === 'string') {
    throw new AnalysisError('INVALID_PARAMETER_VALUE.DATETIME_UNIT', { name, unit: String(first.value) });
  }
  if (withUnit && first.kind === 'name' && first.parts.length === 1) {
    if (!UNIT.test(first.parts[0])) throw new AnalysisError('UNRESOLVED_ROUTINE', { name });
    return call(withUnit, literal('string', first.parts[0]), args[1], args[2]);
  }
  if (ignoresNulls && !TAKE_NULLS_OPTION.has(name)) throw unsupported(`${name}(...) IGNORE NULLS`);
  const all = ignoresNulls ? [...args, literal('boolean', true)] : args;
  const standard = words.size > 0 ? (STANDARD_NAMES.get(name) ?? name) : name;
  return distinct ? { ...callWith(standard, all), distinct } : callWith(standard, all);
}

/** As `call`, whose arguments are too many for a list of parameters when a query was written by a program. */
export const callWith = (name: string, args: readonly Expression[]): CallExpression => ({ kind: 'call', name, args });

const isWholeRow = ([first, ...others]: readonly Expression[]): boolean =>
  first?.kind === 'star' && first.qualifier.length === 0 && others.length === 0;

const STANDARD_NAMES: ReadonlyMap<string, string> = new Map([
  ['position', 'locate'],
  ['substr', 'substring'],
]);
const TAKE_NULLS_OPTION = new Set(['first', 'first_value', 'last', 'last_value', 'any_value']);
/** Functions whose first argument may be a unit of time without quotes, and what they then are. */
const TAKE_UNIT: ReadonlyMap<string, string> = new Map([
  ...['timestampadd', 'dateadd', 'date_add'].map(name => [name, 'timestampadd'] as const),
  ...['timestampdiff', 'datediff', 'date_diff', 'timediff'].map(name => [name, 'timestampdiff'] as const),
]);
const UNIT = /^(?:year|quarter|month|week|day|dayofyear|hour|minute|second|millisecond|microsecond)$/i;

/** `(a, b AS x)`: fields have the names of their columns, or of their places. */
export function structOf(items: readonly Expression[]): Expression {
  const fields = items.map((item, place) => ({
    name: fieldName(item) ?? `col${place + 1}`,
    value: item.kind === 'alias' ? item.child : item,
    behind: item.kind === 'alias' ? ` AS ${item.names[0]}` : '',
  }));
  const struct = callWith(
    'named_struct',
    fields.flatMap(({ name, value }) => [literal('string', name), value]),
  );
  if (!fields.some(({ behind }) => behind)) return struct;
  const shown = fields.flatMap(({ name, value, behind }, i) => [`${i > 0 ? ', ' : ''}${name}, `, value, behind]);
  return { ...struct, shownAs: ['named_struct(', ...shown, ')'] };
}

/** `STRUCT(a, b AS x)`. */
const structAs = (items: readonly Expression[]): Expression =>
  callWith(
    'struct as',
    items.flatMap(item => {
      const isNamed = item.kind === 'alias';
      return [
        literal('string', isNamed ? item.names[0] : ''),
        isNamed ? item.child : item,
        literal('boolean', isNamed),
      ];
    }),
  );

function fieldName(item: Expression): string | undefined {
  if (item.kind === 'alias') return item.names[0];
  if (item.kind === 'name') return item.parts[item.parts.length - 1];
  const key = item.kind === 'call' && item.name === 'getitem' ? item.args[1] : undefined;
  return key?.kind === 'literal' && key.type === 'string' ? String(key.value) : undefined;
}

/** `EXTRACT(field FROM source)`. */
export const extractOf = (field: string, source: Expression): Expression =>
  call('extract', literal('string', field), source);

export const unsupported = (what: string) => new AnalysisError('UNSUPPORTED_SQL', { what });
