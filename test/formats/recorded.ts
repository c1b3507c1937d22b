/** Replays what `recorder.py` has recorded of Spark's files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { XptoError } from '../../src/lib/base/errors.ts';
import { zone } from '../../src/lib/columns/time/zone.ts';
import { structType, typeName } from '../../src/lib/columns/types.ts';
import { valueText } from '../../src/lib/columns/value-text.ts';
import type { DataFrame } from '../../src/lib/dataframe/dataframe.ts';
import { Session } from '../../src/lib/dataframe/session.ts';
import { findFormat } from '../../src/lib/formats/index.ts';

interface Reading {
  readonly content?: string;
  readonly base64?: string;
  readonly schema?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly zone?: string;
  readonly name?: string;
}
interface Writing {
  /** The query whose rows are written. */
  readonly frame: string;
  readonly options?: Readonly<Record<string, string>>;
}
type Case = Partial<Reading & Writing & Answer>;

/** What Spark says: of errors all conditions, those inside of others too. */
interface Answer {
  readonly refused?: readonly string[];
  readonly fails?: readonly string[];
  readonly type?: string;
  /** Cast to text, bytes in hex. */
  readonly rows?: readonly (readonly (string | null)[])[];
  readonly extension?: string;
  readonly text?: string | null;
}

/** One test per case of a recording beside this file. */
export function replayRecorded(fileName: string, differences: Readonly<Record<string, unknown>> = {}): void {
  const recorded = JSON.parse(readFileSync(new URL(fileName, import.meta.url), 'utf8'));
  const { format, groups } = recorded as { format: string; groups: { title: string; cases: Case[] }[] };
  const folder = mkdtempSync(join(tmpdir(), 'xpto-formats-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  for (const { title, cases } of groups) {
    describe(title, () => {
      for (const each of cases) {
        const name = nameOf(each);
        const expected = Object.hasOwn(differences, name) ? differences[name] : answerIn(each);
        test(name, async () => {
          const answer = each.frame === undefined ? await read(format, each, folder) : await write(format, each);
          expect(answer).toEqual(expected === undefined ? answer : fitting(expected as Answer, answer));
        });
      }
    });
  }
}

function nameOf({ content, base64, frame, schema, options, zone: local }: Case): string {
  const source = content === undefined ? (base64 ?? frame) : JSON.stringify(content);
  const parts = [source?.slice(0, 300), schema, options && JSON.stringify(options), local];
  return parts.filter(part => part !== undefined).join(' · ');
}

function answerIn({ refused, fails, type, rows, extension, text }: Case): Answer {
  if (refused) return { refused };
  if (extension !== undefined) return { extension, text };
  return fails ? { type, fails } : { type, rows };
}

/** Of several conditions any will do: which of them is told is ours to say. Spark is not always told when it begins. */
function fitting(expected: Answer, answer: Answer): Answer {
  const conditions = expected.refused ?? expected.fails;
  const own = answer.refused ?? answer.fails;
  return conditions && own && conditions.some(condition => own.includes(condition)) ? answer : expected;
}

async function read(format: string, given: Case, folder: string): Promise<Answer> {
  const path = join(folder, given.name ?? 'a');
  const content =
    given.base64 === undefined ? Buffer.from(given.content as string) : Buffer.from(given.base64, 'base64');
  writeFileSync(path, path.endsWith('.gz') ? gzipSync(content) : content);
  const session = new Session();
  const timeZone = given.zone ?? 'UTC';
  session.conf.set('spark.sql.session.timeZone', timeZone);
  let frame: DataFrame;
  try {
    const reader = session.read.format(format).options(given.options ?? {});
    if (given.schema !== undefined) reader.schema(given.schema);
    frame = reader.load(path);
  } catch (error) {
    return { refused: [conditionOf(error)] };
  } finally {
    if (given.name) rmSync(path);
  }
  const { schema } = frame;
  const type = typeName(structType(schema));
  if (given.name) writeFileSync(path, path.endsWith('.gz') ? gzipSync(content) : content);
  try {
    const rows: (string | null)[][] = [];
    for await (const batch of frame.batches()) {
      for (const row of batch.rows()) {
        rows.push(
          row.map((value, i) => {
            if (value === null) return null;
            if (schema[i].type === 'binary')
              return Buffer.from(value as Uint8Array)
                .toString('hex')
                .toUpperCase();
            return valueText(schema[i].type, value, zone(timeZone));
          }),
        );
      }
    }
    return { type, rows };
  } catch (error) {
    return { type, fails: [conditionOf(error)] };
  } finally {
    if (given.name) rmSync(path);
  }
}

async function write(name: string, { frame, options = {} }: Case): Promise<Answer> {
  const session = new Session();
  const format = findFormat(name)!;
  const given = new Map(Object.entries(options).map(([key, value]) => [key.toLowerCase(), value]));
  const formatOptions = { text: (key: string) => given.get(key.toLowerCase()), timeZone: 'UTC' };
  const [, columns, count] = /^SELECT (.*?)(?: FROM range\((\d+)\))?$/s.exec(frame as string) ?? [];
  const rows = session.range(Number(count ?? 1)).selectExpr(...splitColumns(columns));
  const pieces: Buffer[] = [];
  try {
    const writer = format.writer(rows.schema, formatOptions, async bytes => void pieces.push(Buffer.from(bytes)));
    for await (const batch of rows.batches()) await writer.write(batch);
    await writer.finish();
  } catch (error) {
    return { refused: [conditionOf(error)] };
  }
  const extension = format.extension(formatOptions);
  const bytes = Buffer.concat(pieces);
  if (extension.endsWith('.deflate')) return { extension, text: null };
  return { extension, text: (extension.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString() };
}

/** Cuts at the commas that stand neither in parentheses nor in quotes. */
function splitColumns(text: string): string[] {
  const columns = [''];
  let depth = 0;
  for (const [part] of text.matchAll(/'(?:[^'\\]|\\.)*'|`[^`]*`|[\s\S]/g)) {
    if (part === '(') depth++;
    if (part === ')') depth--;
    if (part === ',' && depth === 0) columns.push('');
    else columns[columns.length - 1] += part;
  }
  return columns;
}

function conditionOf(error: unknown): string {
  if (error instanceof XptoError) return String(error.condition);
  throw error;
}
