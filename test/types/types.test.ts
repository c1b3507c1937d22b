import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

test('the public API catches wrong uses', { timeout: 60_000 }, () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const file = fileURLToPath(new URL('uses.ts', import.meta.url));
  const program = ts.createProgram([file], options);
  const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(file));
  expect(
    found.map(({ messageText, start, file }) => [
      file && file.getLineAndCharacterOfPosition(start!).line + 1,
      messageText,
    ]),
  ).toEqual([]);
});
