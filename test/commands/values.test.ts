import { Command, type Option } from 'commander';
import { expect, test } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { type Io, translator } from '../../src/commands/io.ts';
import { language } from '../../src/commands/language.ts';
import { UsageError } from '../../src/lib/base/errors.ts';

/** Every option of a command, and of those below it. */
async function optionsOf(name: string): Promise<Option[]> {
  const command = new Command(name);
  const { load } = commands.find(entry => entry.name === name)!;
  const io = { text: translator('en'), exercises: '' } as Io; // its action, which is not run, needs the rest
  (await load()).define(command, io);
  return [command, ...command.commands].flatMap(({ options }) => options);
}

test.each(commands.map(({ name }) => name))('%s refuses values that no option can have, by name', async name => {
  for (const option of (await optionsOf(name)).filter(({ required }) => required)) {
    for (const value of ['', ' ']) {
      const read = () => option.parseArg?.(value, undefined);
      expect(read, `${option.flags} "${value}"`).toThrow(UsageError);
      expect(read).toThrow(`${option.long} is `);
    }
  }
});

test('a language is refused by name', () => {
  expect(['en', 'EN_us', 'pt', 'pt-BR', 'pt_PT.UTF-8'].map(language('--lang'))).toEqual([
    'en',
    'en',
    'pt-BR',
    'pt-BR',
    'pt-BR',
  ]);
  for (const value of ['', 'xx', 'english', 'e', '-']) {
    expect(() => language('--lang')(value)).toThrow(`--lang is "${value}"; it has to be one of: en, pt-BR.`);
  }
});
