import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, ConsoleCase } from './case.ts';
import { type Difference, firstDifference } from './compare.ts';
import { replayConsole } from './console.ts';
import { replay } from './replay.ts';

/** The recordings in a folder, or the one that a file is, by name. */
export function readCases(path: string): Map<string, Case | ConsoleCase> {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter(name => name.endsWith('.json'))
        .sort()
        .map(name => join(path, name))
    : [path];
  return new Map(files.map(file => [file, parseCase(readFileSync(file, 'utf8'))]));
}

/**
 * JSON with numbers that JavaScript would change kept: integers beyond 2^53 become strings, and a literal such as 1.0
 * becomes `{ "double": 1 }`, as without its fraction it would be taken for an integer.
 */
function parseCase(json: string): Case | ConsoleCase {
  const exact = json
    .replace(/("lit":\s*)(-?\d+\.\d+(?:[eE][+-]?\d+)?)/g, '$1{"double": $2}')
    .replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, token =>
      /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
    );
  return JSON.parse(exact);
}

/** Runs one recording, of either kind; undefined when xpto does just what Spark did. */
export async function check(given: Case | ConsoleCase): Promise<Difference | undefined> {
  return 'stdout' in given ? replayConsole(given) : firstDifference(given.expect, await replay(given));
}
