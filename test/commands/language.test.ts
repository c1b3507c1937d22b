import { expect, test } from 'vitest';
import { chooseLanguage } from '../../src/commands/language.ts';
import { run } from '../support/process.ts';

test.each([
  // arguments, environment, the system's locale, language
  [['--lang', 'pt-BR', 'wordcount'], { XPTO_LANG: 'en' }, 'en-US', 'pt-BR'],
  [['wordcount', '--lang=en'], { XPTO_LANG: 'pt-BR', LANG: 'pt_BR.UTF-8' }, 'pt-BR', 'en'],
  [['--lang', 'en', 'wordcount', '--lang', 'pt'], {}, 'en-US', 'pt-BR'],
  [['wordcount', '--', '--lang', 'pt'], {}, 'en-US', 'en'],
  [['wordcount', '--lang'], { XPTO_LANG: 'PT_br' }, 'en-US', 'pt-BR'],
  [['--lang', 'xx'], { LANG: 'pt_PT@euro' }, 'en-US', 'pt-BR'],
  [[], { XPTO_LANG: 'en', LC_ALL: 'pt_BR.UTF-8' }, 'pt-BR', 'en'],
  [[], { LC_ALL: 'pt_BR.UTF-8', LC_MESSAGES: 'en_US', LANG: 'en_US' }, 'en-US', 'pt-BR'],
  [[], { LC_ALL: '', LC_MESSAGES: 'en_US.UTF-8', LANG: 'pt_BR' }, 'pt-BR', 'en'],
  [[], { LANG: 'C.UTF-8' }, 'pt-BR', 'en'],
  [[], { LANG: 'ptx' }, 'pt-BR', 'en'],
  [[], {}, 'pt-BR', 'pt-BR'],
  [[], {}, 'fr-FR', 'en'],
])('%j %j on a system in %s: %s', (args, env, systemLocale, expected) => {
  expect(chooseLanguage({ args, env, systemLocale })).toBe(expected);
});

/** The environment of a reader of Portuguese who has asked xpto for nothing. */
const brazil = { XPTO_LANG: undefined, LC_ALL: undefined, LC_MESSAGES: undefined, LANG: 'pt_BR.UTF-8' };

test('the help is all in one language', async () => {
  const helps = [['--help'], ['netcat', '--help'], ['explain', 'window', '--help']];
  for (const args of helps) {
    const { code, stdout, stderr } = await run(args, { env: brazil });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Uso: xpto /m);
    expect(stdout).toMatch(/^Opções:$/m);
    expect(stdout).toMatch(/^ +--lang <language> +idioma/m);
    expect(stdout).toMatch(/^ +-h, --help +mostra/m);
    expect(stdout).not.toMatch(/Usage|Options|Commands|Arguments|default|\[options\]|\[command\]/);
  }
});

test.each([
  [['wordcount', '-', '--lang', 'pt-BR'], {}],
  [['wordcount', '-'], brazil],
])('%j with %j prints its notes in Portuguese, and the data the same', async (args, env) => {
  const { code, stdout, stderr } = await run(args, { input: 'a b a\n', env });
  expect(code).toBe(0);
  expect(stderr).toMatch(/Lendo a entrada padrão/);
  expect(stdout).toContain('|      a|    2|');
});

test.each([
  ['an unknown command', ['wordcuont'], /Não existe o comando "wordcuont"\.\n {2}Você quis dizer "wordcount"\?/],
  ['an unknown command of a command', ['state', 'nada'], /^xpto: Não existe o comando "nada"\.\n {2}--help mostra os/],
  ['one that is nearly known', ['state', 'shwo'], /^xpto: Não existe o comando "shwo"\.\n {2}Você quis dizer "show"\?/],
  ['a command without its command', ['state'], /^Uso: xpto state .*^ {2}show +imprime/ms],
  [
    'an option like two others',
    ['wordcount', '--nope'],
    /Não existe a opção "--nope"\.\n {2}Você quis dizer "--mode"\?/,
  ],
  ['an unknown option', ['wordcount', '--mod', 'x'], /Não existe a opção "--mod"\.\n {2}Você quis dizer "--mode"\?/],
  [
    'an option like no other',
    ['netcat', '--zzzzzzzz'],
    /Não existe a opção "--zzzzzzzz"\.\n {2}--help mostra as opções/,
  ],
  ['an option without its value', ['wordcount', '--port'], /A opção "--port <port>" precisa de um valor/],
  ['too many arguments', ['wordcount', '-', 'b'], /Há mais argumentos do que o comando recebe/],
  ['an unknown language', ['wordcount', '--lang', 'xx'], /--lang é "xx"; tem de ser um destes: en, pt-BR/],
  ['an unknown language before the command', ['--lang=xx', 'wordcount'], /--lang é "xx"; tem de ser um destes/],
])('%s is refused in Portuguese', async (_what, args, expected) => {
  const { code, stdout, stderr } = await run(args, { env: brazil });
  expect(stderr).toMatch(expected);
  expect([code, stdout]).toEqual([2, '']);
});

test('XPTO_LANG is refused as --lang is', async () => {
  const { code, stderr } = await run(['--version'], { env: { XPTO_LANG: 'xx', LANG: 'en_US.UTF-8', LC_ALL: '' } });
  expect(stderr).toMatch(/XPTO_LANG is "xx"; it has to be one of: en, pt-BR\./);
  expect(code).toBe(2);
});

test('a refused query is explained in Portuguese, with the condition of Spark', async () => {
  const { code, stderr } = await run(['wordcount', '--mode', 'append', '-'], { input: 'a\n', env: brazil });
  expect(stderr).toMatch(
    /\[STREAMING_OUTPUT_MODE\.UNSUPPORTED_OPERATION\] O modo append .* SQLSTATE: 42KDE\n {2}Por quê: .*\n {2}Permitido: .*\n {2}Tente: /,
  );
  expect(code).toBe(3);
});
