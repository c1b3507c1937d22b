/**
 * The join of two streams. Each side keeps its rows, by key; a new row is looked up among the rows kept of the other
 * side, then kept itself. Left rows of a micro-batch come first, so each pair is found once, in the batch of its
 * later row. What the watermark says can find no partner any more is let go, and only then an outer join knows that
 * a row has none.
 *
 * @see Spark StreamingSymmetricHashJoinExec
 */
import { RuntimeError } from '../../base/errors.ts';
import { type Phrase, phrase } from '../../base/messages/index.ts';
import { Batch } from '../../columns/batch.ts';
import { KeyTable } from '../../columns/key-table.ts';
import { allRows, rowsWhere, trueRows } from '../../columns/selection.ts';
import type { BooleanVector, Vector } from '../../columns/vector.ts';
import { nullVector } from '../../columns/vector-builder.ts';
import { bind } from '../../expressions/bind.ts';
import { type Attribute, type Kernel, readsOnly, sqlOf, type TypedExpression } from '../../expressions/typed.ts';
import type { Execution, MicroBatch, OpenContext } from '../../plan/operator.ts';
import { metricsOf, noCounts } from '../counts.ts';
import { eventTimeColumn, expiriesMs, splitLate } from '../expiry.ts';
import { conjunctionOf, conjunctsOf, takeApart } from './condition.ts';
import type { Join } from './join.ts';
import { type KeptRows, SideState } from './side-state.ts';
import { stateOffsetMs } from './time-range.ts';

export function symmetricJoin(node: Join, { state }: OpenContext): Execution {
  const { type, children, condition, settings } = node;
  const [left, right] = children.map(child => child.output);
  const { keys, residual } = takeApart(condition, left, right, settings);
  const conjuncts = conjunctsOf(residual);
  const across = conjuncts.filter(part => !readsOnly(part, left) && !readsOnly(part, right));
  const posttest = bindAll(across, [...left, ...right]);
  const expiring = expiryRules(
    keys.map(key => [key.left, key.right] as const),
    left,
    right,
    condition,
  );
  const sides = [
    openSide(
      0,
      left,
      keys.map(key => key.left),
      conjuncts,
    ),
    openSide(
      1,
      right,
      keys.map(key => key.right),
      conjuncts,
    ),
  ] as const;
  let counts = noCounts();

  function openSide(
    index: 0 | 1,
    attributes: readonly Attribute[],
    keyExpressions: TypedExpression[],
    tests: TypedExpression[],
  ) {
    const keyTypes = keyExpressions.map(key => key.type);
    const types = attributes.map(attribute => attribute.type);
    return {
      attributes,
      keyTypes,
      keys: keyExpressions.map(key => bind(key, attributes)),
      pretest: bindAll(
        tests.filter(test => readsOnly(test, attributes)),
        attributes,
      ),
      eventTime: eventTimeColumn(attributes),
      expires: expiring.sides[index],
      outer: type === 'full' || type === (index === 0 ? 'left' : 'right'),
      state: new SideState(
        stored => state(index === 0 ? 'left' : 'right', stored),
        keyExpressions.map(key => ({ name: sqlOf(key), type: key.type })),
        attributes,
      ),
      nulls: (length: number): Vector[] => types.map(sideType => nullVector(sideType, length)),
    };
  }
  type Side = (typeof sides)[number];

  function bindAll(tests: readonly TypedExpression[], attributes: readonly Attribute[]): Kernel | undefined {
    const all = conjunctionOf(tests, settings);
    return all && bind(all, attributes);
  }

  async function* run(inputs: readonly AsyncIterable<Batch>[], batch: MicroBatch): AsyncGenerator<Batch> {
    if (keys.length === 0) throw new RuntimeError('STREAM_JOIN_WITHOUT_EQUALITY');
    if (type === 'cross') throw new RuntimeError('CROSS_JOIN_OF_STREAMS');
    counts = noCounts();
    for (const index of [0, 1] as const) {
      for await (const rows of inputs[index]) yield* nonEmpty(arrive(index, rows, batch));
    }
    yield* nonEmpty([...evict(batch.evictionWatermarkMs)]);
  }

  /** What new rows of one side give: pairs with rows kept of the other, and rows that never can have a partner. */
  function* arrive(index: 0 | 1, given: Batch, batch: MicroBatch): Generator<Batch> {
    const side = sides[index];
    const punctual = withoutLate(side, given, batch);
    const able = side.pretest ? side.pretest(punctual, batch) : undefined;
    const rows = able ? punctual.keep(able as BooleanVector) : punctual;
    const matched = new Uint8Array(rows.length);
    const columns = side.keys.map(key => key(rows, batch));
    yield* pairs(index, rows, columns, matched, batch);
    if (able && side.outer) {
      const unable = unableRows(able as BooleanVector, punctual.length);
      yield beside(index, punctual.take(unable).columns, sides[1 - index].nulls(unable.length), unable.length);
    }
    keep(index, rows, columns, matched, batch);
  }

  function* pairs(
    index: 0 | 1,
    rows: Batch,
    columns: Vector[],
    matched: Uint8Array,
    batch: MicroBatch,
  ): Generator<Batch> {
    if (rows.length === 0) return;
    const other = sides[1 - index];
    const table = new KeyTable(other.keyTypes);
    // Null keys match null keys here: where Spark's plan forbids that, it has filtered them out before (InferFilters).
    const keyOf = table.groups(columns, rows.length);
    const kept = other.state.find(table.keys(), table.size);
    const [mine, theirs] = candidates(keyOf, kept.of, kept.matched, type === 'semi' && index === 1);
    const candidate = beside(
      index,
      rows.take(mine).columns,
      kept.rows.map(column => column.take(theirs)),
      mine.length,
    );
    const hits = posttest ? trueRows(posttest(candidate, batch) as BooleanVector) : allRows(mine.length);
    for (const hit of hits) matched[mine[hit]] = 1;
    const partners = Int32Array.from(new Set(hits.map(hit => theirs[hit])));
    noteMatched(other, kept, partners);
    if (type !== 'semi') yield candidate.take(hits);
    else if (index === 0) yield rows.take(rowsWhere(rows.length, row => matched[row] === 1));
    else
      yield new Batch(
        kept.rows.map(column => column.take(partners)),
        partners.length,
      );
  }

  /** Left columns before right ones, whichever side is which. */
  const beside = (index: 0 | 1, mine: readonly Vector[], theirs: readonly Vector[], length: number): Batch =>
    new Batch(index === 0 ? [...mine, ...theirs] : [...theirs, ...mine], length);

  /** Only what an outer or semi join will ask for is worth noting. */
  function noteMatched(side: Side, kept: KeptRows, places: Int32Array): void {
    if (!side.outer && type !== 'semi') return;
    side.state.setMatched(
      kept,
      places.filter(place => kept.matched.values[place] === 0),
    );
  }

  /**
   * Also rows that this batch lets go again are worth keeping until its end: left ones may meet right ones that are
   * still to come, and unmatched ones of an outer join are to be given.
   */
  function keep(index: 0 | 1, rows: Batch, columns: Vector[], matched: Uint8Array, batch: MicroBatch): void {
    const side = sides[index];
    const expiries = side.expires.of(rows, columns);
    const isWorth = (row: number): boolean => {
      if (index === 0) return type !== 'semi' || matched[row] === 0;
      return expiries[row] > batch.evictionWatermarkMs || (side.outer && matched[row] === 0);
    };
    const worth = rowsWhere(rows.length, isWorth);
    if (worth.length === 0) return;
    counts.rowsUpdated += worth.length;
    side.state.add(
      columns.map(column => column.take(worth)),
      rows.take(worth),
      Uint8Array.from(worth, row => matched[row]),
      Float64Array.from(worth, row => expiries[row]),
    );
  }

  function withoutLate(side: Side, rows: Batch, batch: MicroBatch): Batch {
    if (!side.eventTime) return rows;
    const split = splitLate(expiriesMs(rows.columns[side.eventTime.column], rows.length), batch.lateWatermarkMs);
    if (!split) return rows;
    counts.rowsDroppedByWatermark += split.late.length;
    batch.onLateRows?.(rows.take(split.late), side.attributes);
    return rows.take(split.punctual);
  }

  function* evict(watermarkMs: number): Generator<Batch> {
    for (const index of [0, 1] as const) {
      const side = sides[index];
      for (const { rows, matched, size } of side.state.takeExpired(watermarkMs)) {
        counts.rowsRemoved += size;
        if (!side.outer) continue;
        const alone = rowsWhere(size, row => matched.values[row] === 0);
        const columns = rows.map(column => column.take(alone));
        yield beside(index, columns, sides[1 - index].nulls(alone.length), alone.length);
      }
    }
  }

  /** Rows that are kept may still come out: what is behind has to wait. A semi join gives left rows only. */
  function outputWatermarkMs(inputMs: number): number | undefined {
    if (type === 'semi' && !sides[0].eventTime) return undefined;
    const delays = type === 'semi' ? expiring.delaysMs.slice(0, 1) : expiring.delaysMs;
    return Math.min(inputMs, ...delays.map(delay => inputMs + (delay ?? 0)));
  }

  return {
    run,
    state: {
      name: 'symmetricHashJoin',
      outputWatermarkMs,
      needsBatch: (watermarkMs, lastMs) => expiring.any && watermarkMs > lastMs,
      async commit(version) {
        for (const side of sides) await side.state.commit(version);
      },
      metrics: () => metricsOf(counts, sides[0].state, sides[1].state),
    },
  };
}

function* nonEmpty(batches: Iterable<Batch>): Generator<Batch> {
  for (const batch of batches) if (batch.length > 0) yield* batch.pieces();
}

/** Rows for which a condition is false or null. */
function unableRows(able: BooleanVector, length: number): Int32Array {
  const yes = new Set(trueRows(able));
  return rowsWhere(length, row => !yes.has(row));
}

/** Pairs of a new row and a kept one with equal keys, in order of the new rows. */
function candidates(
  keyOf: Int32Array,
  ofKept: Int32Array,
  matched: BooleanVector,
  skipMatched: boolean,
): [mine: Int32Array, theirs: Int32Array] {
  const keptOf: number[][] = [];
  ofKept.forEach((key, place) => {
    if (!(skipMatched && matched.values[place] === 1)) (keptOf[key] ??= []).push(place);
  });
  const mine: number[] = [];
  const theirs: number[] = [];
  keyOf.forEach((key, row) => {
    for (const place of keptOf[key] ?? []) {
      mine.push(row);
      theirs.push(place);
    }
  });
  return [Int32Array.from(mine), Int32Array.from(theirs)];
}

/** When the rows of a side can be let go. */
interface ExpiryRule {
  of(rows: Batch, keys: readonly Vector[]): Float64Array;
}

const NEVER: ExpiryRule = { of: rows => new Float64Array(rows.length).fill(Number.POSITIVE_INFINITY) };

/** By a key that carries event time, for both sides; else by each side's own time, where the condition bounds it. */
function expiryRules(
  keys: readonly (readonly [TypedExpression, TypedExpression])[],
  left: readonly Attribute[],
  right: readonly Attribute[],
  condition: TypedExpression | undefined,
): { sides: readonly [ExpiryRule, ExpiryRule]; any: boolean; delaysMs: readonly (number | undefined)[] } {
  const place = keyWithEventTime(keys);
  if (place >= 0) {
    const byKey: ExpiryRule = { of: (rows, columns) => expiriesMs(columns[place], rows.length) };
    return { sides: [byKey, byKey], any: true, delaysMs: [] };
  }
  const offsets = [valueOffsetMs(left, right, condition), valueOffsetMs(right, left, condition)];
  const rule = (offset: number | undefined, attributes: readonly Attribute[]): ExpiryRule => {
    const eventTime = eventTimeColumn(attributes);
    if (offset === undefined || !eventTime) return NEVER;
    return { of: rows => expiriesMs(rows.columns[eventTime.column], rows.length).map(ms => ms - offset) };
  };
  const any = offsets.some(offset => offset !== undefined);
  return { sides: [rule(offsets[0], left), rule(offsets[1], right)], any, delaysMs: offsets };
}

/** For `explain`: which rows are kept, and until when. */
export function whatIsKept({ children, condition, settings }: Join): Phrase[] {
  const [left, right] = children.map(child => child.output);
  const keys = takeApart(condition, left, right, settings).keys.map(key => [key.left, key.right] as const);
  const place = keyWithEventTime(keys);
  if (place >= 0) return [phrase('KEEPS_BOTH_SIDES_UNTIL', { key: sqlOf(keys[place][0]) })];
  const ofLeft = boundOf(left, right, condition);
  const ofRight = boundOf(right, left, condition);
  return [
    ofLeft ? phrase('KEEPS_LEFT_WITHIN', ofLeft) : phrase('KEEPS_LEFT'),
    ofRight ? phrase('KEEPS_RIGHT_WITHIN', ofRight) : phrase('KEEPS_RIGHT'),
  ];
}

function boundOf(kept: readonly Attribute[], other: readonly Attribute[], condition: TypedExpression | undefined) {
  const event = eventTimeColumn(kept);
  const offsetMs = event && stateOffsetMs(condition, kept, other);
  return offsetMs === undefined ? undefined : { time: kept[event!.column].name, seconds: -Math.ceil(offsetMs / 1000) };
}

const valueOffsetMs = (
  kept: readonly Attribute[],
  other: readonly Attribute[],
  condition: TypedExpression | undefined,
) => eventTimeColumn(kept) && stateOffsetMs(condition, kept, other);

/** The first pair of keys of which a side is a column with a watermark, left sides first; -1 for none. */
function keyWithEventTime(keys: readonly (readonly [TypedExpression, TypedExpression])[]): number {
  for (const side of [0, 1]) {
    const place = keys.findIndex(({ [side]: key }) => key.kind === 'attribute' && key.watermarkDelayMs !== undefined);
    if (place >= 0) return place;
  }
  return -1;
}

/** Does the condition let an outer or semi join know that a row of the preserved side will find no partner? */
export function boundsState(
  kept: readonly Attribute[],
  other: readonly Attribute[],
  condition: TypedExpression | undefined,
  keys: readonly (readonly [TypedExpression, TypedExpression])[],
): boolean {
  return keyWithEventTime(keys) >= 0 || stateOffsetMs(condition, kept, other) !== undefined;
}
