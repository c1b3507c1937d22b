import type { Command } from 'commander';
import { UsageError } from '../lib/base/errors.ts';
import type { TextOutput } from '../lib/base/stdio.ts';
import { type CheckpointHistory, readHistory } from '../lib/checkpoint/history.ts';
import type { StoreShape } from '../lib/checkpoint/query-shape.ts';
import { Batch } from '../lib/columns/batch.ts';
import { parseType } from '../lib/columns/ddl.ts';
import { decodeRows } from '../lib/columns/row-codec.ts';
import { zone } from '../lib/columns/time/zone.ts';
import type { Schema } from '../lib/columns/types.ts';
import { vectorOf } from '../lib/columns/vector-builder.ts';
import { Session } from '../lib/dataframe/session.ts';
import type { Files } from '../lib/files/files.ts';
import { openFiles } from '../lib/files/open-files.ts';
import { jsonLines } from '../lib/formats/json-lines.ts';
import { terminalSafe } from '../lib/formats/terminal-safe.ts';
import { durableStateStores } from '../lib/state/durable-state-store.ts';
import { inMemory } from '../lib/state/entry-table.ts';
import type { StateEntries, StateStore } from '../lib/state/state-store.ts';
import type { Io } from './io.ts';
import { count, valueOption } from './options.ts';

interface ShowOptions {
  readonly batch?: number;
  readonly diff?: number;
  readonly numRows: number;
  readonly json: boolean;
}

export function define(command: Command, io: Io): void {
  const { text } = io;
  command.addHelpText('before', `${text('STATE_EXAMPLES')}\n`);
  command
    .command('show')
    .description(text('STATE_SHOW'))
    .addHelpText('before', `${text('STATE_EXAMPLES')}\n`)
    .argument('<dir>', text('ARGUMENT_OWN_CHECKPOINT'))
    .addOption(valueOption('--batch <n>', text('OPTION_STATE_BATCH'), count))
    .addOption(valueOption('--diff <n>', text('OPTION_STATE_DIFF'), count))
    .addOption(valueOption('--num-rows <n>', text('OPTION_NUM_ROWS'), count, 20))
    .option('--json', text('OPTION_JSON_REPORT'), false)
    .action((dir: string, options: ShowOptions) => show(io, dir, options));
}

/** Prints what each stateful operator kept after a batch, or what differs from another batch. */
async function show(io: Io, dir: string, { batch, diff, numRows, json }: ShowOptions): Promise<void> {
  const files = await openFiles(dir);
  const history = await readHistory(files);
  if (!history.isOwn) throw new UsageError('STATE_OF_SPARK', { dir });
  const stateful = history.shape?.stateful ?? [];
  if (stateful.length === 0) io.note(io.text('STATE_NONE'));
  const session = new Session({ output: terminalOutput(io) });
  const batchId = batch ?? lastDone(history, dir);
  for (const [operator, { name, stores }] of stateful.entries()) {
    for (const shape of stores) {
      const path = `${operator}/${shape.name}`;
      const now = await storeAfter(files, history, path, batchId);
      const before = diff === undefined ? undefined : await storeAfter(files, history, path, diff);
      const schema = schemaOf(shape, before !== undefined);
      const batches = before ? changed(before, now, shape) : allOf(now, shape);
      if (json) {
        const local = zone(session.settings().timeZone);
        for (const rows of batches) await io.stdout.write(jsonLines(rows, schema, local));
        continue;
      }
      const key = diff === undefined ? 'STATE_TITLE' : 'STATE_DIFF_TITLE';
      await io.stdout.write(`${io.text(key, { name, store: shape.name, batch: batchId, other: diff ?? '' })}\n`);
      await session.batchFrame('State', schema, () => batches).show(numRows, false);
    }
  }
}

/** On a terminal, control characters in what the state holds are spelled out. */
const terminalOutput = ({ stdout }: Io): TextOutput =>
  stdout.isTerminal ? { write: text => stdout.write(text.split('\n').map(terminalSafe).join('\n')) } : stdout;

function lastDone({ batches }: CheckpointHistory, dir: string): number {
  const last = batches.findLast(({ commit }) => commit)?.plan.batchId;
  if (last === undefined) throw new UsageError('STATE_OF_NO_BATCH', { dir });
  return last;
}

/** A store as a batch left it. */
async function storeAfter(
  files: Files,
  { queryId, batches }: CheckpointHistory,
  path: string,
  batchId: number,
): Promise<StateStore> {
  const run = batches.find(({ plan }) => plan.batchId === batchId)?.commit?.stateRun;
  if (run === undefined) {
    const kept = batches.flatMap(({ plan, commit }) => (commit?.stateRun === undefined ? [] : plan.batchId));
    throw new UsageError('STATE_OF_THAT_BATCH_GONE', { batchId, first: kept[0], last: kept[kept.length - 1] });
  }
  const stores = durableStateStores({ files, owner: queryId, run, retained: 0, openEntries: inMemory });
  const store = stores.open(path);
  await stores.restore(batchId + 1, run);
  return store;
}

/** Columns for the parts of the key and of the value, each with a name of its own. */
function schemaOf({ key, value, names }: StoreShape, withChange: boolean): Schema {
  const taken = new Set<string>();
  const named = (types: readonly string[], part: 'key' | 'value'): Schema =>
    types.map((type, i) => {
      const own = names?.[part][i] ?? (types.length === 1 ? part : `${part}${i + 1}`);
      const free = [own, `${part}.${own}`].find(name => !taken.has(name)) ?? `${part}.${own}.${i + 1}`;
      taken.add(free);
      return { name: free, type: parseType(type) };
    });
  const change: Schema = withChange ? [{ name: 'change', type: 'string' }] : [];
  if (withChange) taken.add('change');
  return [...change, ...named(key, 'key'), ...named(value, 'value')];
}

function* allOf(store: StateStore, shape: StoreShape): Generator<Batch> {
  for (const entries of store.entries()) yield rowsOf(entries, shape);
}

/** What came, what has another value, and what went. */
function* changed(before: StateStore, now: StateStore, shape: StoreShape): Generator<Batch> {
  for (const entries of now.entries()) {
    const old = before.getMany(entries.keys);
    const marks = Array.from({ length: entries.keys.length }, (_, row) => {
      if (old.isNull(row)) return 'added';
      return bytesAt(old, row).equals(bytesAt(entries.values, row)) ? '' : 'changed';
    });
    yield marked(entries, marks, shape);
  }
  for (const entries of before.entries()) {
    const left = now.getMany(entries.keys);
    const marks = Array.from({ length: entries.keys.length }, (_, row) => (left.isNull(row) ? 'removed' : ''));
    yield marked(entries, marks, shape);
  }
}

/** The entries that have a mark, with it. */
function marked(entries: StateEntries, marks: readonly string[], shape: StoreShape): Batch {
  const rows = Int32Array.from(marks.flatMap((mark, row) => (mark === '' ? [] : row)));
  const { columns } = rowsOf({ keys: entries.keys.take(rows), values: entries.values.take(rows) }, shape);
  const mark = vectorOf(
    'string',
    Array.from(rows, row => marks[row]),
  );
  return new Batch([mark, ...columns], rows.length);
}

const rowsOf = ({ keys, values }: StateEntries, { key, value }: StoreShape): Batch =>
  new Batch([...decodeRows(keys, key.map(parseType)), ...decodeRows(values, value.map(parseType))], keys.length);

const bytesAt = ({ bytes, starts, ends }: StateEntries['keys'], row: number): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset + starts[row], ends[row] - starts[row]);
