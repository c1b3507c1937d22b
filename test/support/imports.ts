import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { root } from './process.ts';

/** The text of each source file by its path from the repository, with `/` on every system. */
export type Sources = ReadonlyMap<string, string>;

/** All TypeScript and JavaScript below some folders; a folder that is not there has none. */
export function sourcesIn(...folders: readonly string[]): Sources {
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const path of filesIn(folder)) {
      if (/\.m?[jt]s$/.test(path) && !path.endsWith('.d.ts')) found.set(path, readFileSync(join(root, path), 'utf8'));
    }
  }
  return found;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(path =>
      posix.join(folder, path.replaceAll('\\', '/')),
    );
  } catch {
    return [];
  }
}

/** `import`, `import()`, `export from`. */
export interface Import {
  readonly from: string;
  /** A path as in `Sources`, or the name of a package. */
  readonly to: string;
  readonly isOwn: boolean;
  /** Gone when the program runs: `import type`. */
  readonly isType: boolean;
  /** Loaded when it is asked for: `import()`. */
  readonly isLazy: boolean;
}

export function importsOf(sources: Sources): Import[] {
  return [...sources].flatMap(([from, text]) => {
    const types = typeImports(text);
    const all = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
    const count = (fileName: string, names: readonly string[]) => names.filter(other => other === fileName).length;
    return all.map(fileName => {
      const isOwn = fileName.startsWith('.');
      const to = isOwn ? posix.join(posix.dirname(from), fileName) : packageOf(fileName);
      return {
        from,
        to,
        isOwn,
        isType: count(fileName, types) === count(fileName, all),
        isLazy: text.includes(`import('${fileName}')`),
      };
    });
  });
}

const typeImports = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export) type [^;]*? from '([^']+)';/gm)].map(([, path]) => path);

const packageOf = (path: string): string => (/^(?:@[^/]+\/)?[^/]+/.exec(path) as RegExpExecArray)[0];

/** Circles of files that import one another: each as one way around it. */
export function circlesIn(imports: readonly Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (file: string, way: readonly string[]) => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push([...way.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return circles;
}

/** What is reached by imports from some files, these included. */
export function reachedFrom(starts: readonly string[], imports: readonly Import[]): Set<string> {
  const reached = new Set(starts);
  for (const file of reached) for (const { from, to } of imports) if (from === file) reached.add(to);
  return reached;
}
