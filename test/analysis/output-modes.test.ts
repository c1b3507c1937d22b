/**
 * Which plans Spark refuses, replayed: all chains of up to three kinds of operators, in all modes. The recorder,
 * `record_output_modes.py`, says what the recording holds.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type DataFrame, functions as F, Session, XptoError } from 'xpto';
import { checkOutputMode } from '../../src/lib/analysis/output-modes.ts';
import { type ErrorKey, languages, renderError } from '../../src/lib/base/messages/index.ts';
import type { JoinType } from '../../src/lib/operators/join/join.ts';
import { type OutputMode, outputModes } from '../../src/lib/plan/operator.ts';
import type { ErrorTrace, JsonRow, Op, SchemaText, TableName } from '../oracle/case.ts';
import { applyPlan } from '../oracle/plan.ts';
import { replay } from '../oracle/replay.ts';
import { ddlOf } from '../oracle/values.ts';
import { run } from '../support/process.ts';

interface Refusal {
  readonly when: ErrorTrace['when'];
  readonly condition: string | null;
  readonly sqlState: string | null;
  readonly message: string;
}

interface Recording {
  readonly tables: Record<TableName, SchemaText>;
  readonly steps: Record<string, Op[]>;
  readonly kinds: string[];
  readonly refusals: Record<string, Refusal>;
  readonly plans: Record<string, string>;
  readonly runs: Record<string, string>;
}

const { tables, steps, kinds, refusals, plans, runs }: Recording = JSON.parse(
  readFileSync(new URL('output-modes.recorded.json', import.meta.url), 'utf8'),
);

/** What Spark says where several refusals share a condition, or have none; of others the key is the condition. */
const sayings: readonly (readonly [ErrorKey, RegExp])[] = [
  ['APPEND_WITHOUT_WATERMARK', /append.* for streaming aggregations without watermark/],
  ['SESSION_IN_UPDATE', /update.* for session window streaming aggregations/],
  ['COMPLETE_WITHOUT_AGGREGATION', /complete.* for no streaming aggregations/],
  ['LIMIT_IN_UPDATE', /^Limits .* in Update output mode/],
  ['SORT_IN_STREAM', /^Sorting is not supported/],
  ['DISTINCT_IN_STREAM', /^Distinct aggregations/],
  ['UNION_OF_STREAM_AND_TABLE', /^Union between streaming and batch/],
  ['WITHIN_WATERMARK_WITHOUT_WATERMARK', /^dropDuplicatesWithinWatermark .* without watermark/],
  ['STATIC_SIDE_PRESERVED', /^\w+ joins? with (a )?streaming .* and a static|^LeftAnti joins with a streaming/],
  ['ANTI_JOIN_OF_STREAMS', /^LeftAnti joins with a streaming DataFrame\/Dataset on the right/],
  ['OUTER_JOIN_OF_STREAMS_IN_MODE', /^\w+Outer join between two streaming .*, only in Append output mode/],
  [
    'JOIN_OF_STREAMS_IN_COMPLETE',
    /^\w+ join between two streaming .*in Complete output mode, only in Append and Update/,
  ],
  ['JOIN_WITHOUT_BOUND', /^Stream-stream \w+ join .* without a watermark in the join keys/],
  ['STATEFUL_BEHIND_STATEFUL', /^Detected pattern of possible 'correctness' issue due to global watermark/],
];

const typesInSpark: Record<JoinType, string> = {
  inner: 'Inner',
  cross: 'Cross',
  left: 'LeftOuter',
  right: 'RightOuter',
  full: 'FullOuter',
  semi: 'LeftSemi',
  anti: 'LeftAnti',
};

/** The key of xpto's error for what Spark says; of anti joins Spark does not say whether a table is on the left. */
function keysOf({ condition, message }: Refusal): readonly string[] {
  const keys = sayings.filter(([, saying]) => saying.test(message)).map(([key]) => key);
  return keys.length > 0 ? keys : [String(condition)];
}

/** Is xpto's error the same as Spark's, also in the mode and the type of join that it names? */
function isSame(spark: Refusal, error: XptoError): boolean {
  const { mode, type } = error.params as { mode?: string; type?: JoinType };
  return (
    keysOf(spark).includes(error.key) &&
    error.condition === spark.condition &&
    error.sqlState === spark.sqlState &&
    (error.key !== 'OUTER_JOIN_OF_STREAMS_IN_MODE' || new RegExp(`in ${mode} output`, 'i').test(spark.message)) &&
    (!error.key.includes('JOIN_') || type === undefined || spark.message.includes(`${typesInSpark[type]} join`))
  );
}

const session = new Session();
const given = new Map<TableName, DataFrame>([
  ['source', session.memoryStream(ddlOf(tables.source)).toDF()],
  ['right', session.memoryStream(ddlOf(tables.right)).toDF()],
  ['static', session.createDataFrame([], ddlOf(tables.static))],
]);

/** The frame with one step more, or what was wrong with it. */
function next(before: DataFrame | XptoError, step: string): DataFrame | XptoError {
  return before instanceof XptoError ? before : errorOr(() => applyPlan(before, steps[step], given));
}

function errorOr<T>(call: () => T): T | XptoError {
  try {
    return call();
  } catch (error) {
    if (error instanceof XptoError) return error;
    throw error;
  }
}

describe('recorded from Spark', () => {
  test('the same plans are refused in the same modes, for the same reason', () => {
    const names = Object.keys(steps);
    const frames = new Map<string, DataFrame | XptoError>([['', given.get('source')!]]);
    const differences: string[] = [];
    const tried = new Set<string>();
    for (const [first, letters] of Object.entries(plans)) {
      const start = first.split(' ');
      const frame = frames.get(first) ?? next(frames.get(start.slice(0, -1).join(' '))!, start[start.length - 1]);
      frames.set(first, frame);
      for (let i = 0; i < letters.length; i += 3) {
        const chain = `${first} ${names[i / 3]}`.trim();
        const plan = next(frame, names[i / 3]);
        tried.add(chain);
        outputModes.forEach((mode, place) => {
          const spark = refusals[letters[i + place]];
          const error = plan instanceof XptoError ? plan : errorOr(() => checkOutputMode(plan.plan, mode));
          const same = spark && error ? isSame(spark, error) : !spark && !error;
          if (!same) differences.push(`${mode} ${chain}: ${spark?.message ?? 'fine'} <> ${error?.message ?? 'fine'}`);
        });
      }
    }
    expect(differences).toEqual([]);
    const chains = kinds.flatMap(a => kinds.flatMap(b => kinds.map(c => `${a} ${b} ${c}`)));
    expect(chains.filter(chain => !tried.has(chain))).toEqual([]);
  }, 120_000); // some 5 s on an idle machine

  const hours = ['00', '01', '02'].map(hour => `2026-01-01T${hour}:00:00Z`);
  const stepsOf = (schema: SchemaText): { schema: SchemaText; steps: JsonRow[][] } => {
    const [t, k, v] = Object.keys(schema);
    return { schema, steps: hours.map(hour => [{ [t]: hour, [k]: 'a', [v]: 1 }]) };
  };
  const table = { schema: tables.static, rows: ['a', 'b'].map((sk, i) => ({ st: null, sk, sv: i + 1 })) };

  test('what is accepted runs, or fails for the same reason', async () => {
    const differences: string[] = [];
    for (const [name, letter] of Object.entries(runs)) {
      const [outputMode, ...chain] = name.split(' ');
      const plan = chain.flatMap(step => steps[step]);
      const [source, right] = [stepsOf(tables.source), stepsOf(tables.right)];
      const { error } = await replay({ name, source, right, static: table, plan, outputMode, expect: {} });
      const spark = refusals[letter];
      const same = error?.when === spark?.when && error?.errorClass === spark?.condition;
      if (!same) differences.push(`${name}: ${spark?.message ?? 'fine'} <> ${error?.message ?? 'fine'}`);
    }
    expect(differences).toEqual([]);
  }, 120_000);
});

/** The first plan of the recording that is refused for this reason. */
function refusedFor(key: ErrorKey): { frame: DataFrame; mode: OutputMode } {
  const names = Object.keys(steps);
  for (const [first, letters] of Object.entries(plans)) {
    for (let i = 0; i < letters.length; i++) {
      if (letters[i] === '.' || keysOf(refusals[letters[i]]).at(-1) !== key) continue;
      const chain = [...first.split(' ').filter(Boolean), names[Math.floor(i / 3)]];
      const ops = chain.flatMap(step => steps[step]);
      return { frame: applyPlan(given.get('source')!, ops, given), mode: outputModes[i % 3] };
    }
  }
  throw new Error(`Nothing in the recording is refused as ${key}`);
}

describe('a refusal teaches', () => {
  const lines = [/^(Why|Por quê): .*\.$/, /^(Legal|Permitido): .*\.$/, /^(Try|Tente): .*\.$/];
  const atStart = sayings.map(([key]) => key);
  const atRun: ErrorKey[] = [
    'APPEND_WITHOUT_WATERMARK_BELOW',
    'CROSS_JOIN_OF_STREAMS',
    'GLOBAL_SESSION_AGGREGATION',
    'MULTIPLE_EVENT_TIME_COLUMNS',
    'STREAM_JOIN_WITHOUT_EQUALITY',
    'WATERMARK_REDEFINED',
  ];

  test.for(atStart)('start() refuses with %s and says why, what is legal and what to try', key => {
    const { frame, mode } = refusedFor(key);
    const error = errorOr(() => frame.writeStream.format('noop').outputMode(mode).start());
    if (!(error instanceof XptoError)) throw new Error('It started');
    expect(error.key).toBe(key);
    for (const language of languages) {
      const { message, hints } = error.explain(language);
      expect(hints).toEqual(lines.map(line => expect.stringMatching(line)));
      expect(`${message} ${hints}`, 'no placeholder left').not.toMatch(/\{\w+\}/);
    }
  });

  test.for(atRun)('%s, found when the query runs, has the same three lines', key => {
    for (const language of languages) {
      expect(renderError(key, {}, language).hints).toEqual(lines.map(line => expect.stringMatching(line)));
    }
  });

  test.for([...atStart, ...atRun])('what %s says to try is there', key => {
    const frame = given.get('source')!;
    const places = [frame, frame.groupBy('k'), frame.writeStream];
    for (const language of languages) {
      const advice = renderError(key, {}, language).hints[2];
      for (const [, method] of advice.matchAll(/\.(\w+)\(/g)) {
        expect(
          places.some(place => method in place),
          method,
        ).toBe(true);
      }
      for (const [, name] of advice.matchAll(/(?<![.\w])(\w+)\(/g)) expect(Object.keys(F)).toContain(name);
      for (const [, sql] of advice.matchAll(/(?:expr|where)\('([^']*)'\)/g)) expect(() => F.expr(sql)).not.toThrow();
    }
  });

  test.for(languages)('the commands that it says to try are accepted (%s)', async language => {
    let commands = 0;
    for (const key of atStart) {
      const advice = renderError(key, {}, language).hints[2];
      const [, first] = /xpto ([^,;.]*)/.exec(advice) ?? [];
      if (first === undefined) continue;
      const [, otherMode] = [...advice.matchAll(/--mode \w+/g)].map(([option]) => option);
      for (const command of [first, `wordcount ${otherMode}`]) {
        const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare);
        const { code, stderr } = await run(words, { input: 'a b\n' });
        expect(code, stderr).toBe(0);
        commands++;
      }
    }
    expect(commands).toBe(2);
  });
});
