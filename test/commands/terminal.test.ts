import { describe, expect, test } from 'vitest';
import { listen } from '../support/peer.ts';
import { run, startOnTerminal } from '../support/process.ts';

/** Turns text red, changes the title of the window, and turns the direction of text: in a word of its own each. */
const hostile = '\x1b[31m \x1b]0;title\x07 \u009b31m \u202ea \x00\x7f \u0009';
const once = ['--trigger', 'available-now', '--truncate', 'false'];

/** Counts a line in a window of its own. */
async function onTerminal(line: string, ...options: string[]): Promise<string> {
  const peer = await listen();
  const query = startOnTerminal(['wordcount', ...once, ...peer.options, ...options]);
  (await peer.client()).end(`${line}\n`);
  return (await query.ended).screen;
}

describe('what data may do to a terminal', () => {
  test('is spelled out in tables, what Spark spells out as in Spark', async () => {
    const screen = await onTerminal(hostile);
    const words = [...screen.matchAll(/^\|(.*?) *\|1 +\|\r$/gm)].map(([, word]) => word);
    expect(words).toEqual(['\\x1b[31m', '\\x1b]0;title\\a', '\\x9b31m', '\\u202ea', '\\x00\\x7f', '\\t']);
    expect(screen.replace(/\x1b\[\?\d+[hl]/g, '')).not.toMatch(/[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]/);
  });

  test('is spelled out in JSON, which stays the same', async () => {
    const screen = await onTerminal(hostile, '--sink', 'json');
    expect(screen).toContain('"\\u009b31m"');
    const objects = screen.split('\r\n').filter(line => line.startsWith('{'));
    expect(objects.map(line => JSON.parse(line).palavra)).toEqual(hostile.split(' '));
  });

  test('is let through with --raw', async () => {
    expect(await onTerminal(hostile, '--raw')).toContain('|\x1b[31m ');
    expect(await onTerminal(hostile, '--raw', '--sink', 'json')).toContain('\u009b31m');
  });

  test('is let through where there is no terminal', async () => {
    const { stdout } = await run(['wordcount', ...once], { input: hostile });
    expect(stdout).toContain('|\x1b[31m ');
    expect(stdout).toContain('|\\t ');
    const { stdout: json } = await run(['wordcount', ...once, '--sink', 'json'], { input: hostile });
    expect(json).toContain('"\u009b31m"');
  });

  test('is spelled out in errors', async () => {
    const { stderr } = await run(['wordcount', '--sink', '\x1b[31m'], { input: '' });
    expect(stderr).toContain('"\\x1b[31m"');
    const line = { input: '\x1b[31m\tx' };
    expect((await run(['wordcount', '--event-time', '--window', '1 hour'], line)).stderr).toContain("'\\x1b[31m'");
  });
});

describe('at a terminal', () => {
  test('lines are read from the socket, and with - from who types', async () => {
    const query = startOnTerminal(['wordcount', '-', '--sink', 'json']);
    await query.waitFor(/Reading standard input/);
    query.type('olá olá\r');
    await query.waitFor(/"olá","count":2/);
    query.type('\x04');
    const { code, screen } = await query.ended;
    expect(screen).toMatch(/Lines: 1\. Late rows dropped: 0/);
    expect(code).toBe(0);
  });

  test('Ctrl-C ends well', async () => {
    const peer = await listen();
    const query = startOnTerminal(['wordcount', ...peer.options, '--sink', 'json']);
    (await peer.client()).write('a\n');
    await query.waitFor(/"a","count":1/);
    query.type('\x03');
    const { code, screen } = await query.ended;
    expect(screen).toMatch(/Stopping: [\s\S]*Batches: 2\. Lines: 1/);
    expect(code).toBe(130);
  });

  test.each([
    ['notes have colours', { NO_COLOR: undefined, TERM: 'xterm-256color' }, true],
    ['but not with NO_COLOR', { NO_COLOR: '1', TERM: 'xterm-256color' }, false],
    ['nor where the terminal has none', { NO_COLOR: undefined, TERM: 'dumb' }, false],
    ['FORCE_COLOR brings them back', { NO_COLOR: '1', FORCE_COLOR: '1', TERM: 'dumb' }, true],
  ])('%s', async (_what, env, coloured) => {
    const { screen } = await startOnTerminal(['wordcount', '--port', '0'], { env }).ended;
    expect(screen).toContain('--port is "0"');
    expect(/\x1b\[31m/.test(screen)).toBe(coloured);
  });

  test('notes have none where they go elsewhere, and data never has', async () => {
    const env = { NO_COLOR: undefined, TERM: 'xterm-256color' };
    expect((await run(['wordcount', '--port', '0'], { env })).stderr).not.toContain('\x1b');
    const forced = await run(['wordcount'], { input: 'a', env: { ...env, FORCE_COLOR: '1' } });
    expect(forced.stderr).toContain('\x1b');
    expect(forced.stdout).not.toContain('\x1b');
  });
});
