/**
 * The President of Brazil, in Portuguese. Repetitions by others are left out: they cost as much as what they repeat.
 */
export const DEFAULT_QUERY = '(presidente OR presidência OR lula OR planalto) lang:pt -is:retweet';

/**
 * The rules that the stream needs for a query: it tells `presidência` from `presidencia`, as search does not, and
 * people write both.
 */
export function rulesFor(query: string): string[] {
  const plain = query.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
  return plain === query.normalize('NFC') ? [query] : [query, plain];
}
