import { describe, expect, test } from 'vitest';
import { type DataFrame, functions as F, Session } from 'xpto';
import { input, printed, rowsOf, session, thrownBy } from '../support/script.ts';

type Writer = DataFrame['writeStream'];

/** Runs a query over some additions, one batch for each. */
async function run(
  ddl: string,
  additions: readonly (readonly (readonly unknown[])[])[],
  prepare: (writer: Writer) => Writer,
  plan: (frame: DataFrame) => DataFrame = frame => frame,
) {
  const rows = input(ddl);
  const query = prepare(plan(rows.frame).writeStream).start();
  for (const addition of additions) {
    rows.add(addition);
    await query.processAllAvailable();
  }
  await query.stop();
  return query;
}

const counts = (frame: DataFrame) => frame.groupBy('k').count();

describe('console', () => {
  const show = async (options: Record<string, string | number | boolean>, additions = [[['a'], ['b\tc']]]) => {
    printed.length = 0;
    await run('k string', additions, writer => writer.format('console').options(options));
    return printed.join('');
  };
  const header = (batch: number) => `${'-'.repeat(43)}\nBatch: ${batch}\n${'-'.repeat(43)}\n`;
  const table = (...lines: string[]) => `${lines.map(line => `${line}\n`).join('')}\n`;

  test('a table for each batch, those without rows too', async () => {
    expect(await show({}, [[['a']], []])).toBe(
      header(0) +
        table('+---+', '|  k|', '+---+', '|  a|', '+---+') +
        header(1) +
        table('+---+', '|  k|', '+---+', '+---+'),
    );
  });

  test('numRows and truncate; the names of options are not case-sensitive', async () => {
    const long = 'x'.repeat(25);
    const rows = [[[long], ['b'], ['c']]];
    expect(await show({ numROWS: 1 }, rows)).toBe(
      `${header(0)}+--------------------+\n|                   k|\n+--------------------+\n|${'x'.repeat(17)}...|\n+--------------------+\nonly showing top 1 row\n`,
    );
    expect(await show({ numRows: 2, truncate: false }, rows)).toContain(`|${long}|`);
    expect(await show({ numRows: 2 }, rows)).toContain('only showing top 2 rows\n');
    expect(await show({ numRows: 3 }, rows)).not.toContain('only showing');
  });

  test('control characters as they are, or escaped for a terminal', async () => {
    expect(await show({}, [[['\u001b[31m']]])).toContain('\u001b[31m');
    expect(await show({ escapeControls: true }, [[['\u001b[31m']]])).not.toContain('\u001b');
  });

  test.for<[string, string]>([
    ['numRows', 'x'],
    ['numRows', '-1'],
    ['truncate', '20'],
  ])('%s = %s is refused', async ([option, value]) =>
    expect(await thrownBy(() => show({ [option]: value }))).toBeNull(),
  );

  test('what it shows of a batch does not change what the operators see', async () => {
    const query = await run(
      'k string',
      [[['a'], ['b'], ['c']], [['a']]],
      writer => writer.outputMode('update').format('console').option('numRows', 1),
      counts,
    );
    expect(
      query.recentProgress.map(({ sink, stateOperators }) => [sink.numOutputRows, stateOperators[0].numRowsTotal]),
    ).toEqual([
      [3, 3],
      [1, 3],
    ]);
  });

  test('an output that fails ends the query', async () => {
    const broken = new Session({ output: { write: async () => Promise.reject(new Error('EPIPE')) } });
    const stream = broken.memoryStream('k string');
    stream.add([['a']]);
    const query = stream.toDF().writeStream.format('console').start();
    await expect(query.awaitTermination()).rejects.toMatchObject({
      condition: 'STREAM_FAILED',
      cause: { message: 'EPIPE' },
    });
  });
});

test('json: a line for each row, nulls left out, times in the time zone of the session', async () => {
  printed.length = 0;
  const ddl = 's string, n bigint, d double, t timestamp, a array<int>, m struct<x:decimal(5,2),y:boolean>';
  await run(
    ddl,
    [
      [
        ['ç"\n', 9007199254740993n, Number.NaN, 1.5, [1, null], ['1.5', true]],
        [null, null, 1e7, null, null, null],
      ],
    ],
    writer => writer.format('jsonLines'),
  );
  expect(printed.join('')).toBe(
    '{"s":"ç\\"\\n","n":9007199254740993,"d":"NaN","t":"1970-01-01T00:00:01.500Z","a":[1,null],"m":{"x":1.50,"y":true}}\n{"d":1.0E7}\n',
  );
});

describe('memory', () => {
  const table = async (mode: 'append' | 'update' | 'complete', plan?: (frame: DataFrame) => DataFrame) => {
    await run(
      'k string',
      [[['a'], ['b']], [['a']]],
      writer => writer.outputMode(mode).format('memory').queryName(mode),
      plan,
    );
    return rowsOf(session.read.table(mode).orderBy(...session.table(mode).columns));
  };

  test('append and update add, update without replacing; complete starts anew', async () => {
    expect(await table('append')).toEqual([['a'], ['a'], ['b']]);
    expect(await table('update', counts)).toEqual([
      ['a', 1],
      ['a', 2],
      ['b', 1],
    ]);
    expect(await table('complete', counts)).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  test('the table is there before the first batch, and stays after the query', async () => {
    const rows = input('k string');
    const query = rows.frame.writeStream.format('memory').queryName('Early').start();
    const frame = session.table('early');
    expect(await frame.count()).toBe(0);
    rows.add([['a']]);
    await query.processAllAvailable();
    expect(await frame.count()).toBe(1);
    await query.stop();
    expect(await frame.count()).toBe(1);
  });

  test('a second query of the name is refused while the first runs, whose table stays', async () => {
    const rows = input('k string');
    rows.add([['a']]);
    const start = () => rows.frame.writeStream.format('memory').queryName('taken').start();
    const query = start();
    await query.processAllAvailable();
    await expect(async () => start()).rejects.toMatchObject({ key: 'QUERY_NAME_IN_USE' });
    expect(await session.table('taken').count()).toBe(1);
    await query.stop();
    await start().stop();
  });

  test('needs a name, which is asked for before the plan is looked at; a plan that is refused leaves no table', async () => {
    const { writeStream } = input('k string').frame;
    const writer = writeStream.outputMode('complete').format('memory');
    expect(await thrownBy(() => writer.start())).toBe('_LEGACY_ERROR_TEMP_1194');
    expect(await thrownBy(() => writer.queryName('refused').start())).toBe(
      'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
    );
    expect(await thrownBy(() => session.table('refused'))).toBe('TABLE_OR_VIEW_NOT_FOUND');
    expect(await thrownBy(() => session.table('nowhere'))).toBe('TABLE_OR_VIEW_NOT_FOUND');
  });
});

describe('foreach', () => {
  test('open, every row, close, for each batch; rows as user code sees them', async () => {
    const calls: unknown[] = [];
    const writer = {
      open: (partition: number, epoch: number) => {
        calls.push(['open', partition, epoch]);
        return epoch !== 1;
      },
      process: async (row: object) => void calls.push(row),
      close: (error: Error | null) => void calls.push(['close', error]),
    };
    await run(
      'k string, n bigint, t timestamp',
      [
        [
          ['a', 1, 1.5],
          ['b', null, null],
        ],
        [['c', 2, 0]],
        [],
      ],
      w => w.foreach(writer),
    );
    expect(calls).toEqual([
      ['open', 0, 0],
      { k: 'a', n: 1n, t: new Date(1500) },
      { k: 'b', n: null, t: null },
      ['close', null],
      ['open', 0, 1],
      ['close', null],
      ['open', 0, 2],
      ['close', null],
    ]);
  });

  test('a row that the function fails at ends the query; close hears of it', async () => {
    const closed: unknown[] = [];
    const failing = run('n int', [[[1], [0], [2]]], writer =>
      writer.foreach({
        process: ({ n }) => {
          if (n === 0) throw new Error('zero');
        },
        close: error => void closed.push(error?.message),
      }),
    );
    expect(await thrownBy(() => failing)).toBe('FOREACH_USER_FUNCTION_ERROR');
    expect(closed).toEqual(['zero']);
  });

  test("what the query itself does wrong is not the function's error", async () => {
    const closed: unknown[] = [];
    const failing = run(
      's string',
      [[['1'], ['x']]],
      writer => writer.foreach({ process() {}, close: error => void closed.push(error?.constructor.name) }),
      frame => frame.select(F.col('s').cast('int')),
    );
    await expect(failing).rejects.toMatchObject({ cause: { condition: 'CAST_INVALID_INPUT' } });
    expect(closed).toEqual(['RuntimeError']);
  });

  test('a function is enough; what is none is refused', async () => {
    const seen: unknown[] = [];
    await run('n int', [[[1]], [[2]]], writer => writer.foreach(row => void seen.push(row.n)));
    expect(seen).toEqual([1, 2]);
    const { frame } = input('n int');
    for (const wrong of [null, {}, { process: 1 }, { process() {}, open: 1 }]) {
      expect(await thrownBy(() => frame.writeStream.foreach(wrong as never))).toBe('ATTRIBUTE_NOT_CALLABLE');
    }
  });
});

describe('foreachBatch', () => {
  test('a frame of the batch, which may be read twice, joined and written on', async () => {
    const seen: unknown[] = [];
    await run(
      'k string',
      [[['a'], ['b']], [], [['a']]],
      writer =>
        writer.outputMode('complete').foreachBatch(async (batch, id) => {
          expect(batch.isStreaming).toBe(false);
          seen.push([id, await batch.count(), await rowsOf(batch.orderBy(F.desc('k')).limit(1))]);
        }),
      counts,
    );
    expect(seen).toEqual([
      [0, 2, [['b', 1]]],
      [1, 2, [['b', 1]]],
      [2, 2, [['b', 1]]],
    ]);
  });

  test('a call that fails ends the query', async () => {
    const failing = run('n int', [[[1]]], writer => writer.foreachBatch(async () => Promise.reject(new Error('no'))));
    expect(await thrownBy(() => failing)).toBe('FOREACH_BATCH_USER_FUNCTION_ERROR');
    expect(await thrownBy(() => input('n int').frame.writeStream.foreachBatch(undefined as never))).toBe(
      'ATTRIBUTE_NOT_CALLABLE',
    );
  });
});

test('noop reads everything', async () => {
  const query = await run('n int', [[[1], [2]]], writer => writer.format('noop'));
  expect(query.lastProgress!.sink).toEqual({ description: 'noop', numOutputRows: 2 });
});

test('a format that there is not', async () => {
  const { writeStream } = input('n int').frame;
  expect(await thrownBy(() => writeStream.format('consol' as never).start())).toBe('DATA_SOURCE_NOT_FOUND');
});
