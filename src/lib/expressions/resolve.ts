import { byCloseness } from '../base/closest.ts';
import { AnalysisError } from '../base/errors.ts';
import { zone } from '../columns/time/zone.ts';
import { findField, isKind, typeSql } from '../columns/types.ts';
import { valueText } from '../columns/value-text.ts';
import { castTo } from './cast.ts';
import type { Expression, NameExpression } from './expression.ts';
import { foldConstant } from './function.ts';
import { filtered } from './functions/aggregate-call.ts';
import { fieldOf } from './functions/structs.ts';
import { findFunction } from './registry.ts';
import {
  type Attribute,
  findKind,
  type LambdaExpression,
  type Literal,
  newAttribute,
  type Settings,
  sqlOf,
  type TypedExpression,
  typedLiteral,
} from './typed.ts';

/** The columns that names are looked up in, and the settings of the session. */
interface Scope {
  readonly attributes: readonly Attribute[];
  /** A column that is found by its name where no other has it, and that no star stands for. */
  readonly hidden?: Attribute;
  readonly settings: Settings;
}

/** Finds the columns and functions that an expression names, and its type. */
export function resolve(expression: Expression, scope: Scope): TypedExpression {
  switch (expression.kind) {
    case 'name':
      return resolveName(expression, scope);
    case 'literal':
      return shownLiteral(typedLiteral(expression.type, expression.value), scope.settings);
    case 'cast': {
      const { child, to, tolerant, isLiteral } = expression;
      const cast = castTo(resolve(child, scope), to, scope.settings, { explicit: true, tolerant });
      const constant = isLiteral && foldConstant(cast);
      return constant ? shownLiteral(typedLiteral(to, constant.value), scope.settings) : cast;
    }
    case 'alias': {
      const child = resolve(expression.child, scope);
      if (expression.names.length === 1 || child.kind === 'generator') return child;
      const names = expression.names.join(', ');
      throw new AnalysisError('MULTI_ALIAS_WITHOUT_GENERATOR', { names, expression: sqlOf(child) });
    }
    case 'call':
      return resolveCall(expression, scope);
    case 'star':
      throw new AnalysisError('INVALID_USAGE_OF_STAR_OR_REGEX');
    case 'sort':
      throw new AnalysisError('SORT_ORDER_OUTSIDE_ORDER_BY');
    case 'lambda':
      throw new AnalysisError('LAMBDA_OUTSIDE_FUNCTION');
  }
}

/** A moment shows as the clocks of the session's zone have it. No other literal asks for the zone, which takes long. */
function shownLiteral(literal: Literal, settings: Settings): Literal {
  const { type, value } = literal;
  if (type !== 'timestamp' || value === null) return literal;
  return { ...literal, shown: `TIMESTAMP '${valueText(type, value, zone(settings.timeZone))}'` };
}

/** The name that a column gets when the expression is selected without an alias. */
export function outputName(expression: Expression, typed: TypedExpression): string {
  if (expression.kind === 'alias') return expression.names[0];
  if (expression.kind === 'name') return expression.parts[expression.parts.length - 1];
  // Spark's frames keep the name of a column that is only cast.
  if (expression.kind === 'cast' && rootOfCasts(expression).kind === 'name')
    return outputName(rootOfCasts(expression), typed);
  return sqlOf(typed);
}

const rootOfCasts = (expression: Expression): Expression =>
  expression.kind === 'cast' ? rootOfCasts(expression.child) : expression;

/** The attribute itself where the expression is just one, so that metadata and identity are kept. */
export function resolveName({ parts, attributeId }: NameExpression, scope: Scope): TypedExpression {
  const { attributes } = scope;
  const [attribute, used] =
    attributeId === undefined ? lookUp(parts, scope) : [byId(attributeId, parts, attributes), 1];
  const named = { ...attribute, name: parts[used - 1] };
  return parts.slice(used).reduce<TypedExpression>((parent, field) => fieldOf(parent, field, scope.settings), named);
}

function byId(id: number, parts: readonly string[], attributes: readonly Attribute[]): Attribute {
  const found = attributes.find(attribute => attribute.id === id);
  if (!found) throw unresolvedColumn(parts, attributes);
  return found;
}

/** The attribute that the first one or two parts name, and how many of the parts it took. */
function lookUp(parts: readonly string[], { attributes, hidden }: Scope): [attribute: Attribute, used: number] {
  const [first, second] = parts.map(part => part.toLowerCase());
  const qualified = attributes.filter(
    ({ name, qualifier }) => qualifier?.toLowerCase() === first && name.toLowerCase() === second,
  );
  const candidates = qualified.length > 0 ? qualified : attributes.filter(({ name }) => name.toLowerCase() === first);
  const ids = new Set(candidates.map(({ id }) => id));
  if (ids.size === 0 && hidden?.name.toLowerCase() === first) return [hidden, 1];
  if (ids.size === 0) throw unresolvedColumn(parts, attributes);
  if (ids.size > 1) {
    const references = candidates.map(({ name, qualifier }) => (qualifier ? `${qualifier}.${name}` : name));
    throw new AnalysisError('AMBIGUOUS_REFERENCE', { name: parts.join('.'), references: references.join(', ') });
  }
  return [candidates[0], qualified.length > 0 ? 2 : 1];
}

function unresolvedColumn(parts: readonly string[], attributes: readonly Attribute[]): AnalysisError {
  const name = parts.join('.');
  if (attributes.length === 0) return new AnalysisError('UNRESOLVED_COLUMN.WITHOUT_SUGGESTION', { name });
  const near = byCloseness(name, new Set(attributes.map(attribute => attribute.name)));
  return new AnalysisError('UNRESOLVED_COLUMN.WITH_SUGGESTION', {
    name,
    closest: near[0],
    columns: near.slice(0, 5).join(', '),
  });
}

function resolveCall(call: Extract<Expression, { kind: 'call' }>, scope: Scope): TypedExpression {
  const definition = findFunction(call.name);
  const lambdas = new Map<number, Extract<Expression, { kind: 'lambda' }>>();
  const args = call.args.flatMap(arg => {
    if (arg.kind === 'star') return expandStar(arg.qualifier, scope).map(({ expression }) => expression);
    if (arg.kind !== 'lambda') return [resolve(arg, scope)];
    lambdas.set(call.args.indexOf(arg), arg);
    return [typedLiteral('void', null)];
  });
  const taken = new Set<number>();
  const resolved = definition.resolve(args, {
    settings: scope.settings,
    distinct: call.distinct ?? false,
    lambda(position, types, optional = 0): LambdaExpression {
      taken.add(position);
      const lambda = lambdas.get(position);
      const most = types.length;
      const given = lambda?.parameters.length ?? most - optional;
      if (given > most || given < most - optional) {
        throw new AnalysisError('INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH', {
          name: call.name,
          expected: most,
          given,
        });
      }
      const names = lambda?.parameters ?? types.slice(0, given).map((_, i) => `col${i}`);
      const parameters = names.map((name, i) => newAttribute({ name, ...types[i], ofLambda: true }));
      const body = lambda ? resolve(lambda.body, within(scope, parameters)) : args[position];
      return { kind: 'lambda', parameters, body, type: body.type, nullable: body.nullable };
    },
  });
  for (const position of lambdas.keys()) {
    if (!taken.has(position)) {
      const key = taken.size > 0 ? 'UNEXPECTED_LAMBDA_FUNCTION' : 'LAMBDA_OUTSIDE_FUNCTION';
      throw new AnalysisError(key, { name: call.name, position: position + 1 });
    }
  }
  if (call.where) {
    if (resolved.kind !== 'aggregate') throw new AnalysisError('FILTER_WITHOUT_AGGREGATE', { name: call.name });
    return calledAs(call.name.toLowerCase(), definition.name, filtered(resolved, resolve(call.where, scope)));
  }
  if (call.distinct && !findKind(resolved, 'aggregate')) {
    throw new AnalysisError('DISTINCT_WITHOUT_AGGREGATE', { name: call.name });
  }
  if (call.shownAs && (resolved.kind === 'call' || resolved.kind === 'aggregate')) {
    const parts = call.shownAs.map(part => (typeof part === 'string' ? part : sqlOf(resolve(part, scope))));
    return { ...resolved, sql: () => parts.join('') };
  }
  return calledAs(call.name.toLowerCase(), definition.name, resolved);
}

/** A function called by another of its names shows as that one: `ucase(s)`, and not `upper(s)`. */
function calledAs(alias: string, name: string, resolved: TypedExpression): TypedExpression {
  if (alias === name || (resolved.kind !== 'call' && resolved.kind !== 'aggregate')) return resolved;
  const { sql } = resolved;
  return {
    ...resolved,
    sql: args => {
      const text = sql(args);
      if (text.startsWith(`${name}(`)) return alias + text.slice(name.length);
      const isUpper = text.startsWith(`${name.toUpperCase()}(`);
      return isUpper ? alias.toUpperCase() + text.slice(name.length) : text;
    },
  };
}

/** The scope of a lambda's body: a parameter hides a column of the same name. */
function within(scope: Scope, parameters: readonly Attribute[]): Scope {
  const hidden = new Set(parameters.map(({ name }) => name.toLowerCase()));
  const outer = scope.attributes.filter(({ name }) => !hidden.has(name.toLowerCase()));
  return { ...scope, attributes: [...outer, ...parameters] };
}

/** The columns that a star stands for: those of the frame, of one of its aliases, or the fields of a struct. */
export function expandStar(
  qualifier: readonly string[],
  scope: Scope,
): { name: string; expression: TypedExpression }[] {
  const { attributes, settings } = scope;
  if (qualifier.length === 0) return attributes.map(attribute => ({ name: attribute.name, expression: attribute }));
  const wanted = qualifier.join('.').toLowerCase();
  const qualified = attributes.filter(attribute => attribute.qualifier?.toLowerCase() === wanted);
  if (qualified.length > 0) return qualified.map(attribute => ({ name: attribute.name, expression: attribute }));
  const struct = resolveName({ kind: 'name', parts: qualifier }, scope);
  if (!isKind(struct.type, 'struct')) {
    throw new AnalysisError('CANNOT_RESOLVE_STAR_EXPAND', { name: wanted, type: typeSql(struct.type) });
  }
  return struct.type.fields.map(({ name }) => ({ name, expression: fieldOf(struct, name, settings) }));
}

/** As `findAttribute`. @throws AnalysisError `UNRESOLVED_COLUMN_AMONG_FIELD_NAMES` where there is none */
export function requireAttribute(name: string, attributes: readonly Attribute[]): Attribute {
  const found = findAttribute(name, attributes);
  if (found) return found;
  const columns = attributes.map(attribute => attribute.name).join(', ');
  throw new AnalysisError('UNRESOLVED_COLUMN_AMONG_FIELD_NAMES', { name, columns });
}

/** The attribute of that name, without regard to case; as `dropDuplicates` and `withWatermark` look columns up. */
export function findAttribute(name: string, attributes: readonly Attribute[]): Attribute | undefined {
  return findField(attributes, name) as Attribute | undefined;
}
