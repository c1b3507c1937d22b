/**
 * Paths into JSON: `$.a[0].b`, `$.list[*].name`, `$['a b']`. What several matches become follows Hive's habits, as
 * Spark's does: one match of a wildcard stands alone, more are an array, and two wildcards one behind the other make
 * one flat array.
 *
 * @see Spark GetJsonObjectEvaluator
 */
import { type Json, JsonObject } from './parse.ts';
import { compactJson } from './write.ts';

type Step = { readonly name: string } | { readonly index: number } | 'every' | 'anyName';
export type JsonPath = readonly Step[];

/** Undefined where the text is no path. */
export function parsePath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const step = /\.\*|\['\*'\]|\.([^.[]+)|\['([^'?]+)'\]|\[(\d+)\]|(\[\*\])/y;
  step.lastIndex = 1;
  const path: Step[] = [];
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (!match) return undefined;
    const name = match[1] ?? match[2];
    if (name !== undefined) path.push({ name });
    else if (match[3] !== undefined) path.push({ index: Number(match[3]) });
    else path.push(match[4] === undefined ? 'anyName' : 'every');
  }
  return path;
}

/** What stands at a path: a string as it is, everything else as JSON; undefined where nothing does. */
export function atPath(json: Json, path: JsonPath): string | undefined {
  const found: string[] = [];
  return evaluate(json, path, 'raw', found) ? found.join(' ') : undefined;
}

/** How matches are written: a lone string without quotes, all as JSON, or arrays taken apart. */
type Style = 'raw' | 'quoted' | 'flat';

/** @returns whether something was found and put behind `found` */
function evaluate(json: Json, path: JsonPath, style: Style, found: string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) {
    if (Array.isArray(json) && style === 'flat') {
      return json.map(item => evaluate(item, [], style, found)).includes(true);
    }
    found.push(typeof json === 'string' && style === 'raw' ? json : compactJson(json));
    return true;
  }
  if (json instanceof JsonObject) {
    if (typeof step === 'string' || !('name' in step)) return false;
    return json.fields.some(
      ([name, value]) => name === step.name && value !== null && evaluate(value, rest, style, found),
    );
  }
  if (!Array.isArray(json)) return false;
  if (step === 'every') return evaluateAll(json, rest, style, found);
  if (typeof step === 'string' || !('index' in step) || step.index >= json.length) return false;
  return evaluate(json[step.index], rest, rest[0] === 'every' ? 'quoted' : style, found);
}

function evaluateAll(items: readonly Json[], rest: JsonPath, style: Style, found: string[]): boolean {
  const inner: string[] = [];
  const count = (path: JsonPath, as: Style) => items.filter(item => evaluate(item, path, as, inner)).length;
  if (rest[0] === 'every') {
    const some = count(rest.slice(1), 'flat') > 0;
    found.push(`[${inner.join(',')}]`);
    return some;
  }
  if (style === 'quoted') {
    const some = count(rest, 'quoted') > 0;
    found.push(`[${inner.join(',')}]`);
    return some;
  }
  const matches = count(rest, style === 'raw' ? 'quoted' : 'flat');
  if (matches > 0) found.push(matches > 1 ? `[${inner.join(',')}]` : inner.join(','));
  return matches > 0;
}
