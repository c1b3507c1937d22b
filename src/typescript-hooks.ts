/**
 * How Node finds and reads the modules of a user: TypeScript as it is, and `xpto` as the program that runs. Node loads
 * this file by itself, in a thread of its own.
 *
 * @see Node module.register
 */
import { readFile } from 'node:fs/promises';
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The library inside the program, as a module. */
const LIBRARY = 'xpto:library';
let library = '';

export const initialize: InitializeHook<{ exports: readonly string[]; symbol: string }> = ({ exports, symbol }) => {
  library = exports.map(name => `export const ${name} = globalThis[Symbol.for('${symbol}')].${name};\n`).join('');
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  if (specifier === 'xpto') return { url: LIBRARY, shortCircuit: true };
  try {
    return await next(specifier, context);
  } catch (error) {
    // By TypeScript's custom `./a.js` may mean the file `./a.ts`.
    if (!/^\.{1,2}\/.*\.m?js$/.test(specifier)) throw error;
    try {
      return await next(specifier.replace(/js$/, 'ts'), context);
    } catch {
      throw error;
    }
  }
};

export const load: LoadHook = async (url, context, next) => {
  if (url === LIBRARY) return { format: 'module', source: library, shortCircuit: true };
  if (!url.startsWith('file:') || !/\.m?ts$/.test(new URL(url).pathname)) return next(url, context);
  const { default: compiler } = await import('@swc/wasm-typescript');
  const filename = fileURLToPath(url);
  const text = await readFile(filename, 'utf8');
  const options = { filename, mode: 'transform', sourceMap: true, module: true } as const;
  try {
    const { code, map } = compiler.transformSync(text, options);
    const inline = Buffer.from(map ?? '').toString('base64');
    const source = `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}`;
    return { format: 'module', source, shortCircuit: true };
  } catch (error) {
    // The compiler throws an object of its own, which would not survive the way out of this thread.
    const { message, startLine } = error as { message?: string; startLine?: number };
    throw new SyntaxError(`${message ?? String(error)}${startLine === undefined ? '' : ` (line ${startLine})`}`);
  }
};
