/** Replays what `recorder.py` has recorded of Spark's expressions. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { XptoError } from '../../src/lib/base/errors.ts';
import { type Zone, zone } from '../../src/lib/columns/time/zone.ts';
import { typeName } from '../../src/lib/columns/types.ts';
import { valueText } from '../../src/lib/columns/value-text.ts';
import type { DataFrame } from '../../src/lib/dataframe/dataframe.ts';
import { Session } from '../../src/lib/dataframe/session.ts';

/** What Spark says of one expression. */
type Answer = { readonly sql: string } & (
  | Described
  | { readonly refused: string } // the condition of the error when it is analysed
);
interface Described {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** Of each row, cast to text (bytes in hex); or `fails`, the condition of the error when it runs. */
  readonly values?: readonly (string | null)[];
  readonly fails?: string;
}
interface Group {
  readonly title: string;
  readonly ansi: boolean;
  /** The time zone of the session; without one UTC. */
  readonly zone?: string;
  /** The input: `range(rows)`, of which these columns are made. */
  readonly rows: number;
  readonly source: readonly string[];
  readonly answers: readonly Answer[];
}

/** One test per expression of a recording beside this file. */
export function replayRecorded(fileName: string): void {
  const { groups } = JSON.parse(readFileSync(new URL(fileName, import.meta.url), 'utf8')) as { groups: Group[] };
  for (const { title, ansi, zone: timeZone = 'UTC', rows, source, answers } of groups) {
    describe(ansi ? title : `${title}, without ANSI mode`, () => {
      const session = new Session();
      session.conf.set('spark.sql.session.timeZone', timeZone);
      session.conf.set('spark.sql.ansi.enabled', String(ansi));
      const frame = session.range(rows).selectExpr(...source);
      for (const answer of answers) {
        test(answer.sql, async () => expect(await ask(frame, answer.sql, zone(timeZone))).toEqual(answer));
      }
    });
  }
}

async function ask(frame: DataFrame, sql: string, local: Zone): Promise<Answer> {
  let selected: DataFrame;
  try {
    selected = frame.selectExpr(sql);
  } catch (error) {
    return { sql, refused: conditionOf(error) };
  }
  const [{ name, type, nullable = true }] = selected.schema;
  const described = { sql, name, type: typeName(type), nullable };
  try {
    return { ...described, values: await valuesOf(selected, local) };
  } catch (error) {
    return { ...described, fails: conditionOf(error) };
  }
}

function conditionOf(error: unknown): string {
  if (error instanceof XptoError) return String(error.condition);
  throw error;
}

async function valuesOf(frame: DataFrame, local: Zone): Promise<(string | null)[]> {
  const [{ type }] = frame.schema;
  const values: (string | null)[] = [];
  for await (const batch of frame.batches()) {
    for (const [value] of batch.rows()) {
      if (value === null) values.push(null);
      else if (type === 'binary')
        values.push(
          Buffer.from(value as Uint8Array)
            .toString('hex')
            .toUpperCase(),
        );
      else values.push(valueText(type, value, local));
    }
  }
  return values;
}
