import { describe, expect, test } from 'vitest';
import { run } from '../support/process.ts';

describe.concurrent('options out of range, or at odds', () => {
  test.each([
    ['--mode', 'completo', ['append', 'update', 'complete']],
    ['--host', '', ['localhost']],
    ['--port', '0', ['1', '65535']],
    ['--port', '65536', ['1', '65535']],
    ['--port', '3456x', ['1', '65535']],
    ['--trigger', 'always', ['once', 'available-now', '10 seconds']],
    ['--trigger', '-1 seconds', ['once', 'available-now', '10 seconds']],
    ['--trigger', '1 month', ['once', 'available-now', '10 seconds']],
    ['--window', 'ten minutes', ['10 minutes']],
    ['--window', '0 minutes', ['longer than 0']],
    ['--window', '1 month', ['days']],
    ['--window', '9999999999 days', ['days']],
    ['--slide', '-5 minutes', ['longer than 0']],
    ['--watermark', '5', ['10 minutes']],
    ['--watermark', '-5 minutes', ['0 or more']],
    ['--sink', 'kafka', ['console', 'json', 'noop']],
    ['--num-rows', '-1', ['0']],
    ['--num-rows', '2.5', ['0']],
    ['--num-rows', '99999999999', ['0', '2147483647']],
    ['--truncate', '20', ['true', 'false']],
    ['--time-zone', 'Mars/Phobos', ['UTC', 'America/Sao_Paulo', '-03:00']],
    ['--max-line-bytes', '0', ['1', '268435456']],
    ['--max-line-bytes', '1e99', ['1', '268435456']],
  ])('%s "%s"', async (option, value, allowed) => {
    for (const command of ['wordcount', 'window']) {
      const { code, stdout, stderr } = await run([command, `${option}=${value}`], { input: 'a' });
      expect(stdout).toBe('');
      const [line] = stderr.split('\n');
      expect(line).toMatch(/^xpto: /);
      for (const part of [option, `"${value}"`, ...allowed]) expect(line).toContain(part);
      expect(code).toBe(2);
      if (option !== '--slide') break; // both commands share their options
    }
  });

  test.each([
    [
      ['wordcount', '--moode', 'update'],
      ['"--moode"', '"--mode"'],
    ],
    [
      ['wordcount', '--qwertyuiop'],
      ['"--qwertyuiop"', '--help'],
    ],
    [['wordcount', '--port'], ['--port']],
    [
      ['wordcount', 'words.txt'],
      ['"words.txt"', '- < file.txt'],
    ],
    [['wordcount', '-', 'words.txt'], ['"10 minutes"']],
    [
      ['wordcount', '--slide', '5 minutes'],
      ['--slide', '--window "10 minutes"'],
    ],
    [
      ['wordcount', '-', '--port', '3456'],
      ['(-)', '--port'],
    ],
    [
      ['wordcount', '--json', '--sink', 'json'],
      ['--json', '--sink json'],
    ],
    [['wrdcount'], ['"wrdcount"', 'wordcount']],
    [
      ['wrdcount', '--help'],
      ['"wrdcount"', 'wordcount'],
    ],
    [['qwertyuiop'], ['"qwertyuiop"', 'wordcount', 'window', 'netcat']],
    [['--qwertyuiop'], ['"--qwertyuiop"', '--help']],
  ])('%j', async (args, said) => {
    const { code, stdout, stderr } = await run(args, { input: 'a' });
    expect(stdout).toBe('');
    for (const part of said) expect(stderr).toContain(part);
    expect(code).toBe(2);
  });
});

describe.concurrent('help', () => {
  test.each([[[]], [['wordcount']], [['window']], [['netcat']], [['explain']], [['demo']]])(
    '%j --help opens with examples and ends with the exit codes',
    async args => {
      const { code, stdout, stderr } = await run([...args, '--help']);
      const [examples, usage] = stdout.split('Usage: ');
      expect(examples).toMatch(/: +npx xpto \w+/);
      expect(usage).toMatch(new RegExp(`^xpto ${args.join('')}`));
      expect(usage).toMatch(/0 done, 2 .*, 3 .*, 4 .*, 130 .*, 143 /);
      expect(stderr).toBe('');
      expect(code).toBe(0);
    },
  );

  test('without a command is that of xpto', async () => {
    expect((await run([])).stdout).toBe((await run(['--help'])).stdout);
  });

  test('xpto help COMMAND is its --help', async () => {
    expect((await run(['help'])).stdout).toBe((await run(['--help'])).stdout);
    expect((await run(['help', 'netcat'])).stdout).toBe((await run(['netcat', '--help'])).stdout);
  });

  test('names the defaults', async () => {
    const { stdout } = await run(['window', '--help']);
    for (const value of ['complete', 'localhost', '3456', '10 minutes', '5 minutes', 'console', '20', '16777216']) {
      expect(stdout.replace(/\s+/g, ' ')).toContain(`(default: ${value})`);
    }
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/cut cells at 20 characters: true or false \(default: false\)/);
  });

  test('--version', async () => {
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
