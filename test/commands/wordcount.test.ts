import { mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/ports.mjs';
import { listen, socketOptions } from '../support/peer.ts';
import { run, start } from '../support/process.ts';

/** What Spark's console sink prints of a batch. */
const batch = (id: number, ...table: readonly string[]): string =>
  `-------------------------------------------\nBatch: ${id}\n-------------------------------------------\n${table.join('\n')}\n\n`;

const RULE = '+-------+-----+';
const HEAD = [RULE, '|palavra|count|', RULE];
const EMPTY = batch(0, ...HEAD, RULE);

const WINDOW_RULE = '+------------------------------------------+-------+-----+';
const WINDOWS = [
  '--event-time',
  '--window',
  '10 minutes',
  '--watermark',
  '1 minute',
  '--time-zone',
  'UTC',
  '--truncate',
  'false',
];

/** Lets a query read lines from a socket, each when the batch before it is printed. Resolves at its end. */
async function readBySocket(options: readonly string[], lines: readonly { line: string; until: RegExp }[]) {
  const peer = await listen();
  const query = start(['wordcount', ...peer.options, ...options]);
  const socket = await peer.client();
  await query.waitFor(/Batch: 0\n[\s\S]*\n\n/, 'stdout');
  for (const { line, until } of lines) {
    socket.write(line);
    await query.waitFor(until, until.source.startsWith('Batch: ') ? 'stdout' : 'stderr');
  }
  socket.end();
  return query.ended;
}

const printed = (id: number): RegExp => new RegExp(`Batch: ${id}\\n[\\s\\S]*\\n\\n$`);

describe('lines from a socket', () => {
  const lines = [
    { line: 'o rato roeu\n', until: printed(1) },
    { line: 'o rei riu o\n', until: printed(2) },
  ];

  test('complete prints the whole table each time', async () => {
    const { code, stdout, stderr } = await readBySocket(['--mode', 'complete'], lines);
    expect(stdout).toBe(
      EMPTY +
        batch(1, ...HEAD, '|      o|    1|', '|   rato|    1|', '|   roeu|    1|', RULE) +
        batch(
          2,
          ...HEAD,
          '|      o|    3|',
          '|   rato|    1|',
          '|   roeu|    1|',
          '|    rei|    1|',
          '|    riu|    1|',
          RULE,
        ),
    );
    expect(stderr).toMatch(
      /^At most once: .*\nReading from 127\.0\.0\.1:\d+\.\nBatch 0 had no rows: .*\nBatches: 3\. Lines: 2\. Late .*\n$/,
    );
    expect(code).toBe(0);
  });

  test('update prints the words that came', async () => {
    const { code, stdout } = await readBySocket(['--mode', 'update'], lines);
    expect(stdout).toBe(
      EMPTY +
        batch(1, ...HEAD, '|      o|    1|', '|   rato|    1|', '|   roeu|    1|', RULE) +
        batch(2, ...HEAD, '|      o|    3|', '|    rei|    1|', '|    riu|    1|', RULE),
    );
    expect(code).toBe(0);
  });

  test('append prints a window once, when the watermark has passed its end, and says what it waits for', async () => {
    const { code, stdout, stderr } = await readBySocket(
      ['--mode', 'append', ...WINDOWS],
      [
        { line: '2026-01-01 12:04:50\ta b\n', until: /Batch 2 had no rows: append: waiting .*12:04:50/ },
        { line: '2026-01-01 12:11:00\tc\n', until: printed(4) },
        { line: '2026-01-01 12:00:00\tz\n', until: /Batch 5: 1 late row dropped/ },
      ],
    );
    const rows = stdout.split('\n').filter(line => line.startsWith('|{'));
    expect(rows).toEqual([
      '|{2026-01-01 12:00:00, 2026-01-01 12:10:00}|a      |1    |',
      '|{2026-01-01 12:00:00, 2026-01-01 12:10:00}|b      |1    |',
    ]);
    expect(stdout).toContain(
      batch(
        4,
        ...[
          WINDOW_RULE,
          '|window                                    |palavra|count|',
          WINDOW_RULE,
          ...rows,
          WINDOW_RULE,
        ],
      ),
    );
    expect(stderr).toContain(
      'Batch 1 had no rows: append: waiting for event time after 2026-01-01 12:11:00; newest seen 2026-01-01 12:04:50.\n',
    );
    expect(stderr).toMatch(/ Lines: 3\. Late rows dropped: 1\.\n$/);
    expect(code).toBe(0);
  });

  test('the last line counts without its end, when the peer has closed', async () => {
    const peer = await listen();
    const query = start(['wordcount', ...peer.options, '--sink', 'json']);
    const socket = await peer.client();
    socket.end('a\nb b');
    socket.resume();
    const { code, stdout } = await query.ended;
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('{"palavra":"b","count":2}');
    expect(code).toBe(0);
  });

  test('--keep waits on when the peer has closed', async () => {
    const peer = await listen();
    const options = ['wordcount', ...peer.options, '--sink', 'json'];
    const kept = start([...options, '--keep']);
    (await peer.client()).end('palavra');
    await kept.waitFor(/palavra/, 'stdout');
    const other = start(options);
    (await peer.client()).end('palavra');
    expect((await other.ended).code).toBe(0);
    expect(kept.child.exitCode).toBeNull();
    kept.signal('SIGINT');
    expect((await kept.ended).code).toBe(130);
  });

  test('nobody listens: the error names the command that would', async () => {
    const port = await freePort();
    const { code, stdout, stderr } = await run(['wordcount', ...socketOptions(port), '--trigger', '1 hour']);
    expect(stdout).toBe('');
    expect(stderr).toContain(`127.0.0.1:${port}`);
    expect(stderr).toContain(`xpto netcat -lk ${port}`);
    expect(code).toBe(4);
  });

  test('--retry waits for somebody, and connects once only, as nc -l takes only one', async () => {
    const port = await freePort();
    const query = start(['wordcount', ...socketOptions(port), '--retry', '--sink', 'json']);
    await query.waitFor(/waiting/);
    const peer = await listen(port);
    (await peer.client()).end('palavra\n');
    const { code, stdout, stderr } = await query.ended;
    expect(stdout).toContain('{"palavra":"palavra","count":1}\n');
    expect(stderr.match(/waiting/g)).toHaveLength(1);
    expect(peer.connections).toBe(1);
    expect(code).toBe(0);
  });

  test('an unknown host is named, with and without --retry', async () => {
    const host = 'x'.repeat(70); // too long for a name, so nobody is asked
    for (const retry of [[], ['--retry']]) {
      const { code, stdout, stderr } = await run(['wordcount', '--host', host, ...retry]);
      expect(stdout).toBe('');
      expect(stderr).toContain(`"${host}"`);
      expect(code).toBe(4);
    }
  });
});

describe.concurrent('standard input', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  const file = join(folder, 'words.txt');
  writeFileSync(file, 'a b\na');
  const counted = ['{"palavra":"a","count":2}', '{"palavra":"b","count":1}'];
  const lastTwo = (stdout: string) => stdout.trimEnd().split('\n').slice(-2);

  test.each([
    ['a pipe', [], { input: 'a b\na' }],
    ['a pipe, with -', ['-'], { input: 'a b\na' }],
    ['a file', [], { stdin: openSync(file, 'r') }],
    ['a file, with -', ['-'], { stdin: openSync(file, 'r') }],
  ])('%s is read to its end', async (_what, args, options) => {
    const { code, stdout, stderr } = await run(['wordcount', '--sink', 'json', ...args], options);
    expect(lastTwo(stdout)).toEqual(counted);
    expect(stderr).toMatch(/ Lines: 2\. Late rows dropped: 0\.\n$/);
    expect(code).toBe(0);
  });

  test('is not meant where a socket is asked for', async () => {
    const peer = await listen();
    const query = start(['wordcount', ...peer.options, '--sink', 'json'], { input: 'not this' });
    (await peer.client()).end('this');
    expect((await query.ended).stdout).toBe('{"palavra":"this","count":1}\n');
  });

  test('nothing at all is no lines', async () => {
    expect(await run(['wordcount', '-'])).toMatchObject({ code: 0, stdout: EMPTY });
  });

  test.skipIf(process.platform === 'win32')('a folder is an error', async () => {
    const { code, stderr } = await run(['wordcount', '-'], { stdin: openSync(folder, 'r') });
    expect(stderr).toContain('EISDIR');
    expect(code).toBe(4);
  });

  test.each(['once', 'available-now'])('--trigger %s counts all of it in one batch', async trigger => {
    const { code, stdout, stderr } = await run(['wordcount', '--trigger', trigger], { input: 'a b\na' });
    expect(stdout).toBe(batch(0, ...HEAD, '|      a|    2|', '|      b|    1|', RULE));
    expect(stderr).toMatch(/\nBatches: 1\. Lines: 2\. /);
    expect(code).toBe(0);
  });

  test('--trigger with an interval does not make the end wait for its tick', async () => {
    const { code, stdout } = await run(['wordcount', '--trigger', '1 hour', '--sink', 'json'], { input: 'a b\na' });
    expect(lastTwo(stdout)).toEqual(counted);
    expect(code).toBe(0);
  });

  test('--trigger available-now reads a long input in batches of bounded size', async () => {
    const line = 'o rato roeu a roupa do rei de Roma '.repeat(30);
    const lineCount = 30_000;
    const input = `${line.trim()}\n`.repeat(lineCount);
    const { stdout } = await run(['wordcount', '--trigger', 'available-now', '--json', '-'], { input });
    const reports = stdout
      .trimEnd()
      .split('\n')
      .map(json => JSON.parse(json));
    expect(reports.length).toBeGreaterThan(1);
    expect(reports.reduce((sum, { numInputRows }) => sum + numInputRows, 0)).toBe(lineCount);
    const mostBytes = (24 << 20) + (1 << 17); // a full batch, and the piece that filled it
    for (const { numInputRows } of reports) expect(numInputRows * line.length).toBeLessThan(mostBytes);
  });
});

describe.concurrent('the output', () => {
  const once = ['wordcount', '--trigger', 'available-now'];
  const input = 'incompreensibilidades a b c c';

  test('--num-rows and --truncate are the console sink of Spark', async () => {
    const { stdout: two } = await run([...once, '--num-rows', '2'], { input });
    const rule = '+--------------------+-----+';
    expect(two).toBe(
      `${batch(0, rule, '|             palavra|count|', rule, '|incompreensibilid...|    1|', '|                   a|    1|', rule).trimEnd()}\nonly showing top 2 rows\n`,
    );
    const { stdout: whole } = await run([...once, '--truncate', 'false', '--num-rows', '1'], { input });
    expect(whole).toContain('|incompreensibilidades|1    |\n');
    expect(whole).toMatch(/\nonly showing top 1 row\n$/);
  });

  test('--sink json is an object a line', async () => {
    const { stdout } = await run([...once, '--sink', 'json'], { input: 'a "b" a' });
    expect(stdout).toBe('{"palavra":"a","count":2}\n{"palavra":"\\"b\\"","count":1}\n');
  });

  test('--sink noop is nothing', async () => {
    expect(await run([...once, '--sink', 'noop'], { input })).toMatchObject({ code: 0, stdout: '' });
  });

  test("--json is a batch a line, in the shape of Spark's progress", async () => {
    const { stdout } = await run(['wordcount', '--json', '--name', 'exercicio', '--mode', 'update'], {
      input: 'a a\n',
    });
    const [first, second] = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(first).toMatchObject({ batchId: 0, name: 'exercicio', numInputRows: 0, sources: [{ startOffset: null }] });
    expect(second).toMatchObject({
      batchId: 1,
      numInputRows: 1,
      stateOperators: [{ operatorName: 'stateStoreSave', numRowsTotal: 1, numRowsUpdated: 1 }],
      sources: [{ startOffset: -1, endOffset: 0, numInputRows: 1 }],
      sink: { numOutputRows: 1 },
    });
  });
});

describe('late rows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  const windowed = ['--mode', 'update', ...WINDOWS, '--sink', 'noop'];

  test('are kept in the file of --late-rows, behind what it holds', async () => {
    const file = join(folder, 'late.ndjson');
    writeFileSync(file, '{"kept":true}\n');
    const peer = await listen();
    const query = start(['wordcount', ...peer.options, ...windowed, '--json', '--late-rows', file]);
    const socket = await peer.client();
    for (const [i, line] of ['12:30:00\ta', '12:00:00\tb b', '12:00:00\tc'].entries()) {
      socket.write(`2026-01-01 ${line}\n`);
      await query.waitFor(new RegExp(`"batchId":${i + 2},.*\n`), 'stdout'); // batch 2 is the one that moves the watermark
    }
    socket.end();
    const { code, stderr } = await query.ended;
    expect(
      readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual([
      { kept: true },
      ...['b', 'c'].map(palavra => ({
        window: { start: '2026-01-01T12:00:00.000Z', end: '2026-01-01T12:10:00.000Z' },
        palavra,
        count: palavra === 'b' ? 2 : 1,
      })),
    ]);
    expect(stderr).toMatch(/ Lines: 3\. Late rows dropped: \d\.\n$/);
    expect(code).toBe(0);
  });

  test('a file that cannot be written is told before the query starts', async () => {
    const peer = await listen();
    const file = join(folder, 'no', 'such', 'folder');
    const { code, stdout, stderr } = await run(['wordcount', ...peer.options, ...windowed, '--late-rows', file]);
    expect(stdout).toBe('');
    expect(stderr).toContain(file);
    expect(peer.connections).toBe(0);
    expect(code).toBe(4);
  });

  test.skipIf(process.platform !== 'linux')('that cannot be kept end the query', async () => {
    const peer = await listen();
    const query = start(['wordcount', ...peer.options, ...windowed, '--json', '--late-rows', '/dev/full']);
    const socket = await peer.client();
    socket.write('2026-01-01 12:30:00\ta\n');
    await query.waitFor(/"batchId":2,.*\n/, 'stdout');
    socket.write('2026-01-01 12:00:00\tb\n');
    const { code, stderr } = await query.ended;
    expect(stderr).toContain('ENOSPC');
    expect(code).toBe(4);
  });

  test('that there cannot be are told', async () => {
    const file = join(folder, 'empty');
    const { stderr } = await run(['wordcount', '--late-rows', file, '--sink', 'noop'], { input: 'a' });
    expect(stderr).toContain('--watermark');
    const { stderr: complete } = await run(
      ['wordcount', '--late-rows', file, '--sink', 'noop', '--window', '1 hour', '--watermark', '1 minute'],
      { input: 'a' },
    );
    expect(complete).toContain('complete');
  });
});

describe.concurrent('what Spark refuses', () => {
  const OUTPUT_MODE = '[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION]';
  test.each([
    ['wordcount --mode append', OUTPUT_MODE, '42KDE'],
    ['wordcount --mode append --watermark 1_minute', OUTPUT_MODE, '42KDE'],
    ['wordcount --mode append --window 10_minutes', OUTPUT_MODE, '42KDE'],
    ['wordcount --mode append --window 10_minutes --event-time', OUTPUT_MODE, '42KDE'],
    ['window --mode append', OUTPUT_MODE, '42KDE'],
    ['wordcount --window 5_minutes --slide 10_minutes', '[DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION]', '42K09'],
    ['window --window 1_minute', '[DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION]', '42K09'],
  ])('%s', async (command, condition, sqlState) => {
    const peer = await listen();
    const args = command.split(' ').map(arg => arg.replace('_', ' '));
    const { code, stdout, stderr } = await run([...args, ...peer.options]);
    expect(stdout).toBe('');
    expect(stderr).toContain(`xpto: ${condition} `);
    expect(stderr).toMatch(new RegExp(` SQLSTATE: ${sqlState}\\n {2}Why: .+\\n {2}Legal: .+\\n {2}Try: .+--.+\\n$`));
    expect(peer.connections).toBe(0);
    expect(code).toBe(3);
  });
});

test('a watermark without a window does nothing, and that is said', async () => {
  const { code, stderr } = await run(['wordcount', '--watermark', '1 minute', '--mode', 'update'], { input: 'a\n' });
  expect(code).toBe(0);
  expect(stderr).toContain('--watermark has no effect without --window');
});
