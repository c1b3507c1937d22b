/**
 * Reads Spark's SQL expressions: recursive descent, and operators by how tightly they bind.
 *
 * Spark reserves no word by default: `end`, `and` or `interval` are names of columns where the grammar leaves no other
 * reading. So a keyword is known by what follows it, and there is no list of reserved ones.
 *
 * @see Spark SqlBaseParser.g4, AstBuilder; https://spark.apache.org/docs/latest/sql-ref-ansi-compliance.html
 */
import { AnalysisError } from '../../base/errors.ts';
import { call, type Expression, literal } from '../expression.ts';
import { callOf, callWith, extractOf, structOf, trimSides, unsupported, wordsForCommas } from './calls.ts';
import { readDataType } from './data-type.ts';
import { readInterval } from './intervals.ts';
import { numberLiteral, typedLiteral } from './literals.ts';
import { AND, COMPARISON, NOT, type Operator, OR, operatorAt, PREDICATE, SIGN, signs, truths } from './operators.ts';
import { isName, MAX_DEPTH, startsOperand, TokenReader } from './token-reader.ts';

/**
 * The expression that a text is, perhaps with an alias behind it, as `expr()`, `selectExpr()` and `where()` take it.
 * Names are not looked up.
 *
 * @throws AnalysisError `PARSE_SYNTAX_ERROR` and its kin; `UNSUPPORTED_SQL` for what only Spark takes
 */
export function parseExpression(text: string): Expression {
  if (text.trim() === '') throw new AnalysisError('PARSE_EMPTY_STATEMENT');
  return new ExpressionReader(text).whole();
}

/** Each operator behind another one makes the tree deeper as well: `a + b + c`. */
const MAX_CHAINED = 1000;

class ExpressionReader extends TokenReader {
  #depth = 0;
  #chained = 0;

  whole(): Expression {
    const expression = this.#named();
    if (this.token.kind !== 'end') this.fail();
    return expression;
  }

  /** An expression with `AS name`, `name` or `AS (name, name)` behind it, or with nothing. */
  #named(): Expression {
    const child = this.#expression();
    if (this.is('AS') && (isName(this.peek()) || this.is('AS', '('))) this.next();
    if (this.is('(')) return { kind: 'alias', child, names: this.#list(() => this.identifier()) };
    return isName(this.token) ? { kind: 'alias', child, names: [this.identifier()] } : child;
  }

  /**
   * @param least operators that bind less tightly are left to the caller
   * @param start the first operand, where it is read already
   */
  #expression(least = OR, start?: Expression): Expression {
    if (++this.#depth > MAX_DEPTH) throw new AnalysisError('FAILED_TO_PARSE_TOO_COMPLEX');
    const isNegation = !start && least <= NOT && (this.is('NOT') || this.is('!')) && startsOperand(this.peek());
    let left = start ?? (isNegation ? this.#negation() : this.#operand());
    // Looser operators alone can follow; behind a NOT or a predicate no comparison, so that `a IS NULL = b` is refused.
    let most = isNegation ? AND : SIGN;
    for (;;) {
      const operator = operatorAt(this);
      if (!operator || operator.precedence < least || operator.precedence > most) break;
      if (most !== SIGN) this.#chain();
      const { precedence, calls } = operator;
      most = precedence === PREDICATE ? AND : precedence;
      if (precedence === PREDICATE) {
        left = this.#predicate(left);
      } else if (precedence < PREDICATE) {
        left = this.#junction(operator, left);
      } else {
        this.next();
        left = call(calls, left, this.#expression(precedence + 1));
      }
    }
    this.#depth--;
    return left;
  }

  /** Counts what makes the tree deeper without being nested in the text. */
  #chain(): void {
    if (++this.#chained > MAX_CHAINED) throw new AnalysisError('FAILED_TO_PARSE_TOO_COMPLEX');
  }

  #negation(): Expression {
    this.next();
    return call('not', this.#expression(NOT));
  }

  /** All operands of a chain of AND or of OR at once, so that a long chain becomes a shallow tree. */
  #junction({ precedence, calls }: Operator, first: Expression): Expression {
    const operands = [first];
    while (operatorAt(this)?.calls === calls) {
      this.next();
      operands.push(this.#expression(precedence + 1));
    }
    return pairwise(calls, operands);
  }

  #predicate(value: Expression): Expression {
    if (this.take('IS')) return this.#truth(value);
    const isInverted = this.take('NOT');
    const invert = (test: Expression) => (isInverted ? call('not', test) : test);
    const { key } = this.next();
    switch (key) {
      case 'BETWEEN': {
        const least = this.#expression(COMPARISON);
        this.expect('AND');
        return invert(call('between', value, least, this.#expression(COMPARISON)));
      }
      case 'IN':
        return invert(callWith('in', [value, ...this.#list(() => this.#expression())]));
      case 'LIKE':
      case 'ILIKE':
        return this.#like(value, key.toLowerCase(), isInverted);
      default:
        return invert(call('rlike', value, this.#expression(COMPARISON)));
    }
  }

  /** What stands behind `IS`. */
  #truth(value: Expression): Expression {
    const isNegated = this.take('NOT');
    if (!truths.has(this.token.key)) this.fail();
    const { key } = this.next();
    if (key === 'NULL' || key === 'UNKNOWN') return call(isNegated ? 'isnotnull' : 'isnull', value);
    const isDistinct = key === 'DISTINCT';
    if (isDistinct) this.expect('FROM');
    const same = call('<=>', value, isDistinct ? this.#expression(COMPARISON) : literal('boolean', key === 'TRUE'));
    return isNegated === isDistinct ? same : call('not', same);
  }

  /** A pattern, perhaps with another escape character, or `ANY (pattern, …)` and `ALL (pattern, …)`. */
  #like(value: Expression, name: string, isInverted: boolean): Expression {
    const matches = (...pattern: readonly Expression[]) => {
      const test = call(name, value, ...pattern);
      return isInverted ? call('not', test) : test;
    };
    const isAll = this.is('ALL', '(');
    if (isAll || this.is('ANY', '(') || this.is('SOME', '(')) {
      this.next();
      const patterns = this.#list(() => this.#expression());
      // Patterns that are all constant are looked at together, which shows in the name.
      if (!patterns.every(pattern => pattern.kind === 'literal' && pattern.value !== null)) {
        return pairwise(
          isAll ? 'and' : 'or',
          patterns.map(pattern => matches(pattern)),
        );
      }
      const isLower = name === 'ilike';
      const together = `${isInverted ? 'not' : ''}like${isAll ? 'all' : 'any'}`;
      const lower = (part: Expression) => (isLower ? call('lower', part) : part);
      return callWith(together, [lower(value), ...patterns.map(lower)]);
    }
    const pattern = this.#expression(COMPARISON);
    if (this.peek().kind !== 'string' || !this.take('ESCAPE')) return matches(pattern);
    const character = this.strings();
    if (character.length !== 1) throw new AnalysisError('INVALID_ESC', { escape: character });
    return matches(pattern, literal('string', character));
  }

  /** What stands between two operators. A minus before a number is part of it, as in -128Y. */
  #operand(): Expression {
    const sign = signs.get(this.token.key);
    if (sign === undefined || this.#startsNegativeNumber()) return this.#postfixed();
    this.next();
    return call(sign, this.#expression(SIGN));
  }

  #startsNegativeNumber = (): boolean => this.is('-') && this.peek().kind === 'number';

  /** An operand with `[index]`, `.field` and `::type` behind it. */
  #postfixed(): Expression {
    let value = this.#atom();
    for (let place = 0; ; place++) {
      if (place > 1) this.#chain();
      if (this.take('[')) {
        value = call('getitem', value, this.#expression(COMPARISON));
        this.expect(']');
      } else if (this.take('::')) {
        value = { kind: 'cast', child: value, to: readDataType(this), tolerant: false };
      } else if (this.take('.')) {
        value = fieldOf(value, this.identifier());
      } else {
        return value;
      }
    }
  }

  #atom(): Expression {
    switch (this.token.kind) {
      case 'word':
        return this.#word();
      case 'quoted':
        return this.#reference();
      case 'string':
        return literal('string', this.strings());
      case 'number':
        return numberLiteral(this.next().text);
    }
    if (this.is('(')) return this.#parenthesized();
    if (this.#startsNegativeNumber()) return numberLiteral(this.next().text + this.next().text);
    this.expect('*');
    return { kind: 'star', qualifier: [] };
  }

  /** What begins with a word: a constant, a form of its own, or something with a name. */
  #word(): Expression {
    const { place } = this;
    const { key } = this.next();
    switch (key) {
      case 'NULL':
        return literal('void', null);
      case 'TRUE':
      case 'FALSE':
        return literal('boolean', key === 'TRUE');
      case 'CASE':
        if (startsOperand(this.token)) return this.#case();
        break;
      case 'CAST':
      case 'TRY_CAST':
        if (this.take('(')) return this.#cast(key === 'TRY_CAST');
        break;
      case 'CURRENT_DATE':
      case 'CURRENT_TIMESTAMP':
      case 'LOCALTIMESTAMP':
        if (!this.is('(') && !this.is('.')) return call(key.toLowerCase());
        break;
      case 'INTERVAL': {
        const interval = readInterval(this);
        if (interval) return interval;
      }
    }
    if (this.token.kind === 'string') return typedLiteral(key, this.strings());
    this.goBack(place);
    return this.#reference();
  }

  /** What begins with a name: a column, a call, a lambda of one parameter, all columns of something. */
  #reference(): Expression {
    const parts = [this.identifier()];
    while (this.is('.') && isName(this.peek())) {
      this.next();
      parts.push(this.identifier());
    }
    if (this.take('(')) return this.#call(parts.join('.').toLowerCase());
    if (this.is('->') && parts.length === 1) return this.#lambda(parts);
    return this.take('.', '*') ? { kind: 'star', qualifier: parts } : { kind: 'name', parts };
  }

  #lambda(parameters: readonly string[]): Expression {
    this.expect('->');
    return { kind: 'lambda', parameters, body: this.#expression() };
  }

  /** An expression in parentheses, several as a struct, or a lambda of several parameters. */
  #parenthesized(): Expression {
    if (this.#startsLambda()) return this.#lambda(this.#list(() => this.identifier()));
    const items = this.#list(() => this.#named());
    if (items.length > 1) return structOf(items);
    if (items[0].kind === 'alias') this.fail(-1);
    return items[0];
  }

  #startsLambda(): boolean {
    let at = 1;
    while (isName(this.peek(at)) && this.peek(at + 1).key === ',') at += 2;
    return at > 1 && isName(this.peek(at)) && this.peek(at + 1).key === ')' && this.peek(at + 2).key === '->';
  }

  #case(): Expression {
    const value = this.is('WHEN') ? undefined : this.#expression();
    const args: Expression[] = [];
    do {
      this.expect('WHEN');
      const test = this.#expression();
      this.expect('THEN');
      args.push(value ? call('=', value, test) : test, this.#expression());
    } while (this.is('WHEN'));
    if (this.take('ELSE')) args.push(this.#expression());
    this.expect('END');
    return callWith('when', args);
  }

  #cast(tolerant: boolean): Expression {
    const child = this.#expression();
    this.expect('AS');
    const to = readDataType(this);
    this.expect(')');
    return { kind: 'cast', child, to, tolerant };
  }

  /** The arguments of a function, and the clauses that may stand behind them. @param functionName in lower case */
  #call(functionName: string): Expression {
    if (functionName === 'extract' && isName(this.token) && this.peek().key === 'FROM') return this.#extract();
    this.#refuseQuery();
    const side = functionName === 'trim' && startsOperand(this.peek()) ? trimSides.get(this.token.key) : undefined;
    if (side !== undefined) {
      this.next();
      this.take('FROM');
    }
    const isQuantified = (this.is('DISTINCT') || this.is('ALL')) && startsOperand(this.peek());
    const distinct = isQuantified && this.next().key === 'DISTINCT';
    const { args, words } = this.#arguments(functionName);
    const ignoresInside = this.#ignoresNulls();
    this.expect(')');
    if (this.is('WITHIN', 'GROUP')) throw unsupported('WITHIN GROUP');
    const where = this.#filter();
    const ignoresNulls = this.#ignoresNulls() || ignoresInside;
    if (this.is('OVER', '(') || (this.is('OVER') && isName(this.peek()))) throw unsupported('OVER (...)');
    return callOf({ name: side ?? functionName, args, words, distinct, where, ignoresNulls });
  }

  /** Arguments with commas between them, or with the words that a function has for them. */
  #arguments(functionName: string): { args: Expression[]; words: Set<string> } {
    const separators = wordsForCommas.get(functionName) ?? [];
    const args: Expression[] = [];
    const words = new Set<string>();
    while (args.length > 0 || !this.is(')')) {
      args.push(this.#argument(functionName, args.length));
      const { key } = this.token;
      if (separators.includes(key)) words.add(key);
      else if (key !== ',') break;
      this.next();
    }
    return { args, words };
  }

  #argument(functionName: string, place: number): Expression {
    if (functionName === 'struct') return this.#named();
    if (isName(this.token) && this.peek().key === '=>') {
      throw new AnalysisError('NAMED_PARAMETERS_NOT_SUPPORTED', { name: functionName });
    }
    if (functionName !== 'position' || place > 0) return this.#expression();
    // In POSITION(a IN b) the IN is no predicate.
    const value = this.#expression(COMPARISON);
    return this.is('IN') ? value : this.#expression(OR, value);
  }

  #extract(): Expression {
    const field = this.identifier();
    this.expect('FROM');
    const source = this.#expression(COMPARISON);
    this.expect(')');
    return extractOf(field, source);
  }

  /** The condition of `FILTER (WHERE …)`. */
  #filter(): Expression | undefined {
    if (!this.take('FILTER', '(', 'WHERE')) return undefined;
    const condition = this.#expression();
    this.expect(')');
    return condition;
  }

  /** `RESPECT NULLS` says what is so anyway. */
  #ignoresNulls = (): boolean => this.take('IGNORE', 'NULLS') || (this.take('RESPECT', 'NULLS') && false);

  /** One thing or several, in parentheses. */
  #list<T>(item: () => T): T[] {
    this.expect('(');
    this.#refuseQuery();
    const items = [item()];
    while (this.take(',')) items.push(item());
    this.expect(')');
    return items;
  }

  #refuseQuery(): void {
    if (this.is('SELECT') && startsOperand(this.peek())) throw unsupported('(SELECT ...)');
  }
}

/** Behind a name, in parentheses or not, it is one more part of it. */
const fieldOf = (value: Expression, field: string): Expression =>
  value.kind === 'name'
    ? { kind: 'name', parts: [...value.parts, field] }
    : call('getitem', value, literal('string', field));

/** Joins operands in halves: Spark's names show the same shape. */
function pairwise(calls: string, operands: readonly Expression[]): Expression {
  if (operands.length === 1) return operands[0];
  const half = Math.ceil(operands.length / 2);
  return call(calls, pairwise(calls, operands.slice(0, half)), pairwise(calls, operands.slice(half)));
}
