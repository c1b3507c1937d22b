import { AnalysisError } from '../../base/errors.ts';
import { parseType } from '../../columns/ddl.ts';
import type { DataType } from '../../columns/types.ts';
import { intervalUnits } from './intervals.ts';
import { MAX_DEPTH, type TokenReader } from './token-reader.ts';

/** The type behind `AS` or `::`, which ends where its brackets are closed. */
export function readDataType(tokens: TokenReader): DataType {
  const words = [tokens.identifier()];
  const take = () => words.push(tokens.next().text);
  if (words[0].toUpperCase() === 'INTERVAL' && intervalUnits.has(tokens.token.key)) {
    take();
    if (tokens.is('TO')) {
      take();
      take();
    }
  } else if (tokens.is('(')) {
    while (!tokens.is(')')) take();
    take();
  } else {
    let open = bracketsIn(tokens.token.key);
    if (open > 0 || tokens.is('<>')) take();
    for (; open > 0; take()) {
      open += bracketsIn(tokens.token.key);
      if (open > MAX_DEPTH) throw new AnalysisError('FAILED_TO_PARSE_TOO_COMPLEX');
    }
  }
  return parseType(words.join(' '));
}

/** How many brackets a symbol leaves open: two are closed by `>>`, and `<>` closes what it opens. */
const bracketsIn = (symbol: string): number => symbol.split('<').length - symbol.split('>').length;
