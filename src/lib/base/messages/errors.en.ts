import type { ErrorEntry } from './index.ts';

const UNSUPPORTED = '_LEGACY_ERROR_TEMP_3102';
const OUTPUT_MODE = 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION';

/**
 * Every error, by its key. The key is Spark's condition where Spark has one; where several errors share a condition,
 * or Spark's has no class, `condition` says so. Hints say what to do next; those of refused plans are three: why, what
 * would be legal, what to try.
 */
export const errorsEn = {
  // Refused in this output mode
  APPEND_WITHOUT_WATERMARK: {
    condition: OUTPUT_MODE,
    sqlState: '42KDE',
    message: 'Append mode is not supported for a streaming aggregation without a watermark on one of its keys.',
    hints: [
      'Why: append prints a row only once it can never change again, and the count of a word may change as long as words come.',
      'Legal: group by a window of event time with a watermark; a window is printed once the watermark has passed its end.',
      'Try: npx xpto wordcount --mode append --window "10 minutes" --watermark "1 minute"; a query with windows needs only --watermark. Or --mode update.',
    ],
  },
  CONTINUOUS_OPERATOR: {
    condition: UNSUPPORTED,
    message: 'Continuous processing does not support {operator} operations.',
    hints: [
      'Why: it hands each row on as it comes, before it knows which rows make a batch.',
      'Legal: select and where over one stream of rate, socket or standard input.',
      "Try: the trigger processingTime of '1 second', or none at all.",
    ],
  },
  CONTINUOUS_CURRENT_TIME: {
    condition: UNSUPPORTED,
    message: 'Continuous processing does not support current time operations.',
    hints: [
      'Why: current_timestamp() is the time of a batch, and there are no batches.',
      "Legal: option('includeTimestamp', true) of the socket gives the time of each line.",
      "Try: the trigger processingTime of '1 second', or none at all.",
    ],
  },
  CONTINUOUS_FOREACH_BATCH: {
    condition: '_LEGACY_ERROR_TEMP_1195',
    message: "'foreachBatch' is not supported with continuous trigger.",
    hints: ['Use foreach, which is given each row as it comes.'],
  },
  CONTINUOUS_FILE_SINK: {
    condition: null,
    message: 'Files cannot be written with a continuous trigger.',
    hints: ["Try: the trigger processingTime of '1 second'."],
  },
  SESSION_IN_UPDATE: {
    condition: OUTPUT_MODE,
    sqlState: '42KDE',
    message: 'Update mode is not supported for a streaming aggregation by session window.',
    hints: [
      'Why: a session that grows or merges replaces rows that update mode has given already and cannot take back.',
      'Legal: append with a watermark gives a session once it is closed; complete gives all sessions each time.',
      "Try: .withWatermark('timestamp', '10 minutes') before the groupBy, and .outputMode('append').",
    ],
  },
  COMPLETE_WITHOUT_AGGREGATION: {
    condition: OUTPUT_MODE,
    sqlState: '42KDE',
    message: 'Complete mode is not supported for a query without a streaming aggregation.',
    hints: [
      'Why: complete gives the whole result each time, and without an aggregation that is every row that ever came.',
      'Legal: an aggregation with groupBy, or append, which gives each row once.',
      "Try: .outputMode('append').",
    ],
  },
  LIMIT_IN_UPDATE: {
    condition: UNSUPPORTED,
    message: 'A limit is not supported in update mode.',
    hints: [
      'Why: which rows are among the first would change from batch to batch.',
      'Legal: append, where the limit counts over the life of the query; complete behind an aggregation, for the top of a table.',
      "Try: .outputMode('complete') with .groupBy(...).count().orderBy(...).limit(n).",
    ],
  },
  SORT_IN_STREAM: {
    condition: UNSUPPORTED,
    message: 'Sorting a stream is not supported, except behind an aggregation in complete mode.',
    hints: [
      'Why: a stream never ends, so its first row in order is never known.',
      'Legal: complete mode behind an aggregation, where each batch gives the whole table.',
      "Try: .outputMode('complete'), or leave orderBy out.",
    ],
  },
  DISTINCT_IN_STREAM: {
    condition: UNSUPPORTED,
    message: 'Aggregates over DISTINCT values are not supported on streams.',
    hints: [
      'Why: every value ever seen would have to be kept.',
      'Legal: approx_count_distinct, which keeps a few hundred bytes; or dropDuplicates before the aggregation.',
      "Try: approx_count_distinct('x').",
    ],
  },
  UNION_OF_STREAM_AND_TABLE: {
    condition: UNSUPPORTED,
    message: 'A union of a stream and a table is not supported.',
    hints: [
      'Why: the rows of the table would come again with every batch.',
      'Legal: a union of two streams, or a join of the stream with the table.',
      'Try: read the table as a stream as well.',
    ],
  },
  WITHIN_WATERMARK_WITHOUT_WATERMARK: {
    condition: UNSUPPORTED,
    message: 'dropDuplicatesWithinWatermark is not supported without a watermark.',
    hints: [
      'Why: it is the watermark that says how long a key is remembered.',
      'Legal: withWatermark on a timestamp of the stream, before it.',
      "Try: .withWatermark('timestamp', '10 minutes').dropDuplicatesWithinWatermark(['id']).",
    ],
  },
  STATIC_SIDE_PRESERVED: {
    condition: UNSUPPORTED,
    message: 'A join of type "{type}" of a stream on the {side} with a table is not supported.',
    hints: [
      'Why: that a row of the table meets no row of the stream is never known, because the stream goes on.',
      'Legal: inner; or the outer, semi or anti join that keeps the rows of the stream.',
      'Try: change the sides, or the type of the join.',
    ],
  },
  ANTI_JOIN_OF_STREAMS: {
    condition: UNSUPPORTED,
    message: 'An anti join with a stream on the right is not supported.',
    hints: [
      'Why: that no partner will ever come is not known while the stream goes on.',
      'Legal: a left outer join with watermarks, whose rows with nulls are those without a partner.',
      "Try: .join(right, condition, 'left').where('right_column IS NULL').",
    ],
  },
  OUTER_JOIN_OF_STREAMS_IN_MODE: {
    condition: UNSUPPORTED,
    message: 'A {type} join of two streams is not supported in {mode} mode.',
    hints: [
      'Why: a row without a partner is told only once the watermark has passed, and is never taken back.',
      'Legal: append for all types; update also for inner and semi joins, which give no rows without a partner.',
      "Try: .outputMode('append').",
    ],
  },
  JOIN_OF_STREAMS_IN_COMPLETE: {
    condition: UNSUPPORTED,
    message: 'A {type} join of two streams is not supported in complete mode.',
    hints: [
      'Why: complete gives the whole result with every batch, and a join gives each pair once, when its later row comes.',
      'Legal: append and update; also with an aggregation behind the join.',
      "Try: .outputMode('update').",
    ],
  },
  JOIN_WITHOUT_BOUND: {
    condition: UNSUPPORTED,
    message:
      'A {type} join of two streams is not supported without a watermark on a join key, or on the other side with a range of time.',
    hints: [
      'Why: without it no row is ever known to stay without a partner, and every row would be kept for ever.',
      'Legal: withWatermark on both sides, and a condition that bounds the time of one by that of the other.',
      "Try: expr('k = rk AND right_time BETWEEN left_time AND left_time + INTERVAL 10 MINUTES').",
    ],
  },
  STATEFUL_BEHIND_STATEFUL: {
    condition: UNSUPPORTED,
    message: 'A stateful operator behind another one is not supported in {mode} mode.',
    hints: [
      'Why: the first one gives rows again when they change, and the second one would count each version.',
      'Legal: append mode, where each row of the first one comes once, behind the watermark.',
      "Try: .outputMode('append') with a watermark and a window in the first aggregation.",
    ],
  },
  MAP_GROUPS_IN_MODE: {
    condition: UNSUPPORTED,
    message: 'mapGroupsWithState is not supported in {mode} mode.',
    hints: [
      'Why: it gives a row of a key in every batch that has some for it, and the last one is the one that holds.',
      'Legal: update mode; or flatMapGroupsWithState, which may give rows that are final.',
      "Try: .outputMode('update').",
    ],
  },
  FLAT_MAP_GROUPS_IN_MODE: {
    condition: UNSUPPORTED,
    message: 'flatMapGroupsWithState with the outputMode {declared} is not supported in {mode} mode.',
    hints: [
      'Why: the function says whether its rows are final (append) or replace older ones (update), and the sink takes them for that.',
      'Legal: the same mode for both; with append, an aggregation behind it, too.',
      "Try: .outputMode('{declared}').",
    ],
  },
  FLAT_MAP_GROUPS_AND_AGGREGATION: {
    condition: UNSUPPORTED,
    message: 'flatMapGroupsWithState with the outputMode update is not supported in a query that aggregates.',
    hints: [
      'Why: an aggregation would count each version of a row.',
      'Legal: rows that are final.',
      "Try: flatMapGroupsWithState with outputMode: 'append'.",
    ],
  },
  SEVERAL_MAP_GROUPS: {
    condition: UNSUPPORTED,
    message: 'A query can have one mapGroupsWithState only.',
    hints: [
      'Why: the second would take each version of a row of the first for a new one.',
      'Legal: several flatMapGroupsWithState whose rows are final, in append mode.',
      "Try: flatMapGroupsWithState with outputMode: 'append' for both.",
    ],
  },
  MAP_AND_FLAT_MAP_GROUPS: {
    condition: UNSUPPORTED,
    message: 'A query cannot have both mapGroupsWithState and flatMapGroupsWithState.',
    hints: [
      'Why: one of them would take each version of a row for a new one.',
      'Legal: several flatMapGroupsWithState whose rows are final, in append mode.',
      "Try: flatMapGroupsWithState with outputMode: 'append' for both.",
    ],
  },
  SEVERAL_FLAT_MAP_GROUPS: {
    condition: UNSUPPORTED,
    message: 'Several flatMapGroupsWithState are supported only where all of them, and the query, are in append mode.',
    hints: [
      'Why: the second would take each version of a row of the first for a new one.',
      'Legal: rows that are final.',
      "Try: flatMapGroupsWithState with outputMode: 'append' and .outputMode('append').",
    ],
  },
  TIMEOUT_WITHOUT_WATERMARK: {
    condition: UNSUPPORTED,
    message: 'Timeouts by event time are not supported without a watermark.',
    hints: [
      'Why: it is the watermark that says what time it is among the events.',
      'Legal: withWatermark on a timestamp of the stream, before the groupBy; or timeouts by the clock.',
      "Try: .withWatermark('timestamp', '10 minutes').groupBy(...), or timeout: 'processingTime'.",
    ],
  },
  STATEFUL_BEHIND_TIMEOUTS: {
    condition: UNSUPPORTED,
    message: 'A stateful operator is not supported behind a function with timeouts by event time.',
    hints: [
      'Why: what the function gives when a time is past is older than the watermark, and would be dropped as late.',
      'Legal: the function last; or without timeouts, or with timeouts by the clock.',
      'Try: write the rows of the function to a sink, and aggregate them in a second query.',
    ],
  },
  'STREAMING_OUTPUT_MODE.INVALID': {
    sqlState: '42KDE',
    message: 'There is no output mode "{mode}".',
    hints: ['The modes are append, complete and update.'],
  },
  STREAMING_ACTION_ON_BATCH: {
    condition: 'WRITE_STREAM_NOT_ALLOWED',
    sqlState: '42601',
    message: 'writeStream is for frames that read a stream; this one reads none.',
    hints: ['Use show(), collect() or toArray(), or read the input with readStream.'],
  },
  BATCH_ACTION_ON_STREAM: {
    condition: UNSUPPORTED,
    message: '{action}() is for frames without a stream; this one reads a stream.',
    hints: ['Run it with writeStream.start().'],
  },

  // Names
  'UNRESOLVED_COLUMN.WITH_SUGGESTION': {
    sqlState: '42703',
    message: 'There is no column "{name}". Did you mean "{closest}"?',
    hints: ['The columns are: {columns}.'],
  },
  'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION': {
    sqlState: '42703',
    message: 'There is no column "{name}": nothing here has columns.',
  },
  UNRESOLVED_COLUMN_AMONG_FIELD_NAMES: {
    sqlState: '42703',
    message: 'There is no column "{name}" among ({columns}).',
  },
  UNRESOLVED_USING_COLUMN_FOR_JOIN: {
    sqlState: '42703',
    message: 'The {side} side of the join has no column "{name}". Its columns are: {columns}.',
  },
  AMBIGUOUS_REFERENCE: {
    sqlState: '42704',
    message: 'The column "{name}" could be any of: {references}.',
    hints: ['Give the frames names with alias(), or take the column from its frame: df.col("k").'],
  },
  UNRESOLVED_ROUTINE: {
    sqlState: '42883',
    message: 'There is no function "{name}".',
    hints: ['docs/functions.md lists the functions that exist.'],
  },
  'UNRESOLVED_ROUTINE.WITH_SUGGESTION': {
    condition: 'UNRESOLVED_ROUTINE',
    sqlState: '42883',
    message: 'There is no function "{name}".',
    hints: ['Did you mean "{closest}"?'],
  },
  FIELD_NOT_FOUND: {
    sqlState: '42704',
    message: 'There is no field "{name}" in the struct; its fields are: {fields}.',
  },
  AMBIGUOUS_REFERENCE_TO_FIELDS: {
    sqlState: '42000',
    message: 'The struct has {count} fields called "{name}", so it is not clear which is meant.',
    hints: ['Give its fields different names.'],
  },
  INVALID_EXTRACT_BASE_FIELD_TYPE: {
    sqlState: '42000',
    message: 'Nothing can be taken out of "{base}": it is {type}, and only arrays, maps and structs have parts.',
  },
  CANNOT_RESOLVE_STAR_EXPAND: {
    condition: '_LEGACY_ERROR_TEMP_1050',
    message: '"{name}.*" needs the alias of a frame or a struct; this is {type}.',
  },
  MULTI_ALIAS_WITHOUT_GENERATOR: {
    sqlState: '42K0E',
    message: 'Several names, {names}, are for what makes several columns; {expression} makes one.',
  },
  DISTINCT_WITHOUT_AGGREGATE: {
    condition: 'INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX',
    sqlState: '42000',
    message: '{name} is no aggregate, and takes no DISTINCT.',
  },
  INVALID_USAGE_OF_STAR_OR_REGEX: {
    sqlState: '42000',
    message: 'A star stands alone in a select, not inside an expression.',
  },
  SORT_ORDER_OUTSIDE_ORDER_BY: {
    condition: null,
    message: 'asc() and desc() are for orderBy only.',
  },
  LAMBDA_OUTSIDE_FUNCTION: {
    condition: 'INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION',
    sqlState: '42K0D',
    message: 'A lambda stands only where a function such as transform takes one.',
  },
  UNEXPECTED_LAMBDA_FUNCTION: {
    condition: 'INVALID_LAMBDA_FUNCTION_CALL.PARAMETER_DOES_NOT_ACCEPT_LAMBDA_FUNCTION',
    sqlState: '42K0D',
    message: 'Argument {position} of {name} cannot be a lambda.',
  },
  'INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH': {
    sqlState: '42K0D',
    message: 'The lambda given to {name} has {given} parameters; it can have {expected}.',
  },
  'WRONG_NUM_ARGS.WITH_SUGGESTION': {
    sqlState: '42605',
    message: '{name} takes {expected} arguments; {given} were given.',
    hints: ['To count rows: count(*).'],
  },
  'WRONG_NUM_ARGS.WITHOUT_SUGGESTION': {
    sqlState: '42605',
    message: '{name} takes {expected} arguments; {given} were given.',
  },

  // Types
  'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE': {
    sqlState: '42K09',
    message: 'Argument {position} of {name} has to be {required}; it is "{actual}".',
    hints: ['Cast it, as in col("x").cast("int").'],
  },
  'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES': {
    sqlState: '42K09',
    message: 'The operator {operator} cannot take "{left}" and "{right}" together.',
    hints: ['Cast one side, as in col("x").cast("int").'],
  },
  'DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE': {
    sqlState: '42K09',
    message: 'The operator {operator} needs numbers or intervals; it was given "{left}" and "{right}".',
    hints: ['Cast a side, as in col("x").cast("int").'],
  },
  'DATATYPE_MISMATCH.DATA_DIFF_TYPES': {
    sqlState: '42K09',
    message: 'The arguments of {name} should be of one type; they are {types}.',
  },
  'DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION': {
    sqlState: '42K09',
    message: '"{from}" cannot be cast to "{to}" in ANSI mode.',
    hints: ['Without it, spark.sql.ansi.enabled being false, it can.'],
  },
  'DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION': {
    sqlState: '42K09',
    message: '"{from}" cannot be cast to "{to}".',
    hints: ['Use {suggestion} instead.'],
  },
  UNSUPPORTED_DATATYPE: {
    sqlState: '0A000',
    message: 'There is no type "{type}".',
  },
  INCOMPLETE_TYPE_DEFINITION: {
    condition: 'INCOMPLETE_TYPE_DEFINITION.ARRAY',
    sqlState: '42K01',
    message: 'The type "{type}" needs its parts, as in array<int>, map<string, int> or struct<a: int>.',
  },
  DECIMAL_SCALE_EXCEEDS_PRECISION: {
    sqlState: '22003',
    message: 'A decimal of {precision} digits cannot have {scale} behind the point.',
  },
  'DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION': {
    sqlState: '42K09',
    message: '"{from}" cannot be cast to "{to}".',
  },
  'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN': {
    sqlState: '42K09',
    message: 'The condition "{condition}" is of type "{type}", not boolean.',
    hints: ['Compare it with something, as in col("n").gt(0).'],
  },
  'DATATYPE_MISMATCH.INVALID_ORDERING_TYPE': {
    sqlState: '42K09',
    message: 'Values of type "{type}" have no order, which {name} needs.',
  },
  'DATATYPE_MISMATCH.NON_FOLDABLE_INPUT': {
    sqlState: '42K09',
    message: 'Argument {position} of {name} has to be a constant.',
  },
  'DATATYPE_MISMATCH.HASH_MAP_TYPE': {
    sqlState: '42K09',
    message: '{name} cannot take maps: equal maps may hold their entries in another order.',
  },
  'DATATYPE_MISMATCH.INPUT_SIZE_NOT_ONE': {
    sqlState: '42K09',
    message: 'Argument {position} of {name} has to be one character.',
  },
  'DATATYPE_MISMATCH.INVALID_ARG_VALUE': {
    sqlState: '42K09',
    message: '{name} does not know "{value}"; it knows: {allowed}.',
  },
  'DATATYPE_MISMATCH.UNEXPECTED_NULL': {
    sqlState: '42K09',
    message: 'An argument of {name} is null, which it cannot be.',
  },
  'DATATYPE_MISMATCH.NON_STRING_TYPE': {
    sqlState: '42K09',
    message: 'All arguments of {name} have to be texts.',
  },
  'DATATYPE_MISMATCH.INVALID_JSON_SCHEMA': {
    sqlState: '42K09',
    message: 'JSON is of a struct, an array or a map; this is "{type}".',
  },
  'DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES': {
    sqlState: '42K09',
    message: '{name} needs an array and something of its elements\' type; it was given "{left}" and "{right}".',
  },
  'DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES': {
    sqlState: '42K09',
    message: '{name} needs two arrays of one element type; it was given "{left}" and "{right}".',
  },
  'DATATYPE_MISMATCH.NULL_TYPE': {
    sqlState: '42K09',
    message: '{name} cannot look for an untyped null.',
  },
  'DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE': {
    sqlState: '42K09',
    message: 'The lambda given to {name} has to give "{required}"; it gives "{actual}".',
  },
  'DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES': {
    sqlState: '42K09',
    message:
      'sequence goes from one whole number, date or timestamp to another of the same type, by a whole number or an interval; it was given {types}.',
  },
  'DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING': {
    sqlState: '42K09',
    message: 'The names of the fields given to named_struct have to be constant texts.',
  },
  'INVALID_SCHEMA.NON_STRING_LITERAL': {
    sqlState: '42K07',
    message: 'A schema has to be a constant text, such as "a INT, b STRING".',
  },
  'DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE': {
    sqlState: '42K09',
    message: 'The keys of a map cannot be maps, nor contain any; they are "{type}".',
  },
  'DATATYPE_MISMATCH.MAP_CONCAT_DIFF_TYPES': {
    sqlState: '42K09',
    message: '{name} joins maps only; it was given {types}.',
  },
  'DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES': {
    sqlState: '42K09',
    message: '{name} needs a map and something of its keys\' type; it was given "{left}" and "{right}".',
  },
  'DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES': {
    sqlState: '42K09',
    message: '{name} needs two maps whose keys are of one type; they are "{left}" and "{right}".',
  },
  'DATATYPE_MISMATCH.CREATE_MAP_KEY_DIFF_TYPES': {
    sqlState: '42K09',
    message: 'The keys of a map should be of one type; they are {types}.',
  },
  'DATATYPE_MISMATCH.CREATE_MAP_VALUE_DIFF_TYPES': {
    sqlState: '42K09',
    message: 'The values of a map should be of one type; they are {types}.',
  },
  'DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES': {
    sqlState: '42K09',
    message: 'The values of column {column} of stack should be of one type; they are "{left}" and "{right}".',
  },
  NON_FOLDABLE_ARGUMENT: {
    sqlState: '42K08',
    message: 'The {parameter} given to {name} has to be a constant.',
  },
  'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE': {
    sqlState: '42K09',
    message: 'The {name} of a window has to be above 0; it is {value} microseconds.',
  },
  'DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION': {
    sqlState: '42K09',
    message:
      'The {name} of a window ({value} microseconds) has to be {relation} its {other} ({otherValue} microseconds).',
  },
  INCOMPATIBLE_COLUMN_TYPE: {
    sqlState: '42825',
    message: 'Column {position} is "{left}" on the left of the union and "{right}" on the right.',
  },
  NUM_COLUMNS_MISMATCH: {
    sqlState: '42826',
    message: 'Both sides of a union need as many columns: the left has {left}, the right {right}.',
  },
  INVALID_WHERE_CONDITION: {
    sqlState: '42903',
    message: 'The condition "{condition}" contains what cannot be in one: {expressions}.',
    hints: ['Filter behind the aggregation, by the name of its column.'],
  },
  JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE: {
    sqlState: '42K0E',
    message: 'The join condition "{condition}" is of type "{type}", not boolean.',
  },
  UNSUPPORTED_JOIN_TYPE: {
    sqlState: '0A000',
    message: 'There is no join type "{type}".',
    hints: ['The types are: {supported}.'],
  },
  GROUP_BY_AGGREGATE: {
    sqlState: '42903',
    message: 'A key of groupBy cannot be an aggregate: {expression}.',
  },
  GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE: {
    sqlState: '42822',
    message: 'Rows cannot be grouped by {expression}: it is of type "{type}".',
  },
  MISSING_AGGREGATION: {
    sqlState: '42803',
    message: 'The column "{column}" is neither a key nor inside an aggregate.',
    hints: ['Group by it, or take one of its values: first({expression}).'],
  },
  MISSING_GROUP_BY: {
    sqlState: '42803',
    message: 'The column "{column}" stands beside aggregates, but there is no groupBy.',
    hints: ['Group by it, as in groupBy("{column}").agg(...), or leave it out.'],
  },
  'INVALID_AGGREGATE_FILTER.NOT_BOOLEAN': {
    sqlState: '42903',
    message: 'The condition of FILTER is not boolean: {condition}.',
  },
  'INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE': {
    sqlState: '42903',
    message: 'The condition of FILTER contains an aggregate: {aggregate}.',
  },
  FILTER_WITHOUT_AGGREGATE: {
    condition: 'INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX',
    sqlState: '42000',
    message: 'FILTER (WHERE ...) is for aggregates; {name} is none.',
  },
  APPROXIMATE_DISTINCT_DEVIATION: {
    condition: 'FAILED_FUNCTION_CALL',
    sqlState: '38000',
    message: 'The deviation given to approx_count_distinct has to be above 0 and at most 0.39; it is {deviation}.',
  },
  APPROXIMATE_DISTINCT_NOT_CONSTANT: {
    condition: '_LEGACY_ERROR_TEMP_1104',
    message: 'The deviation given to approx_count_distinct has to be a constant.',
  },
  FRACTION_OUT_OF_RANGE: {
    condition: 'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE',
    sqlState: '42K09',
    message: 'The {what} given to {name} has to be {range}; it is {value}.',
  },
  FRACTION_IS_NULL: {
    condition: 'DATATYPE_MISMATCH.UNEXPECTED_NULL',
    sqlState: '42K09',
    message: 'The fraction given to {name} is null.',
  },
  NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION: {
    sqlState: '22003',
    message: 'A frequency given to {name} is negative: {value}.',
  },
  SEED_EXPRESSION_IS_UNFOLDABLE: {
    sqlState: '42K08',
    message: 'The seed given to {name} has to be a constant.',
  },
  NESTED_AGGREGATE_FUNCTION: {
    sqlState: '42607',
    message: 'An aggregate cannot be inside another one: {inner} in {outer}.',
    hints: ['Do it in two steps: aggregate, then aggregate the result.'],
  },
  'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS': {
    sqlState: '42K0E',
    message: 'A generator (such as explode) stands alone, not inside an expression: {expression}.',
    hints: ['Give it a name with alias(), and use that name in the next select.'],
  },
  'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT': {
    sqlState: '42K0E',
    message: 'A generator (such as explode) stands in a select, not in {place}: {expression}.',
    hints: ['Make a column of it in a select first, with alias(), and use its name.'],
  },
  UNSUPPORTED_EXPR_FOR_OPERATOR: {
    sqlState: '42K0E',
    message: '{place} cannot contain {expression}.',
    hints: ['Make a column of it in a select or an aggregation first, with alias(), and use its name.'],
  },
  GROUP_BY_GENERATOR: {
    condition: 'MISSING_AGGREGATION',
    sqlState: '42803',
    message: 'Rows are not grouped by a generator (such as explode) itself: {expression}.',
    hints: ['Make a column of it first, as in select(explode(...).alias("word")), and group by its name.'],
  },
  UDTF_ALIAS_NUMBER_MISMATCH: {
    sqlState: '42802',
    message: 'The generator makes {expected} columns; {given} names were given.',
  },
  'INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE': {
    sqlState: '42K0E',
    message: 'A limit has to be a whole number, 0 or more; it is {count}.',
  },

  // Event time
  EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE: {
    sqlState: '42K09',
    message: 'The event time "{name}" is of type "{type}", not a timestamp.',
    hints: ['Make one first, as in withColumn("{name}", col("{name}").cast("timestamp")).'],
  },
  EVENT_TIME_MUST_BE_TOP_LEVEL_COLUMN: {
    sqlState: '42K09',
    message: 'The event time "{name}" is inside a struct; it has to be a column of its own.',
  },
  MULTIPLE_EVENT_TIME_COLUMNS: {
    sqlState: '42K09',
    message: 'A stateful operator can have one event-time column; this one has several: {columns}.',
    hints: [
      'Why: late rows and old state are told by one time; with several it is not clear which.',
      'Legal: one column with a watermark among those that reach the operator.',
      'Try: .select(...) or .drop(...) before it, to leave out those that are not needed.',
    ],
  },
  NEGATIVE_WATERMARK_DELAY: {
    condition: null,
    message: 'The delay of a watermark cannot be negative; it is {delay}.',
  },
  WATERMARK_REDEFINED: {
    condition: null,
    message: 'A stream can have one watermark; this one is given a second one.',
    hints: [
      'Why: the rows in between would be judged by one watermark and those behind by another.',
      'Legal: one watermark on each way from a source to the sink; each side of a join or union has its own.',
      'Try: withWatermark once, before the first operator that keeps state.',
    ],
  },
  CANNOT_PARSE_INTERVAL: {
    sqlState: '22006',
    message: '"{text}" is not an interval.',
    hints: ['Write a number and a unit, as in "10 minutes" or "1 hour 30 seconds".'],
  },
  WINDOW_OF_MONTHS: {
    condition: '_LEGACY_ERROR_TEMP_3231',
    message: 'A window cannot be measured in months, which are not of one length: {text}.',
    hints: ['Use days, as in "30 days".'],
  },
  SESSION_GAP_NOT_AN_INTERVAL: {
    condition: '_LEGACY_ERROR_TEMP_1040',
    message: 'The gap of a session window is a text such as "5 minutes", not of type {type}.',
  },
  MULTIPLE_WINDOWS: {
    condition: '_LEGACY_ERROR_TEMP_1039',
    message: 'A select or a groupBy can have one time window; this one has several different ones.',
    hints: ['Use the same window() everywhere, or two queries.'],
  },
  GLOBAL_SESSION_AGGREGATION: {
    condition: null,
    message: 'A streaming aggregation by session window needs another key beside it.',
    hints: [
      'Why: sessions are kept by key, and those without one would all be in one place.',
      'Legal: one or more columns as keys beside the session.',
      "Try: .groupBy(session_window('timestamp', '5 minutes'), 'user').",
    ],
  },
  APPEND_WITHOUT_WATERMARK_BELOW: {
    condition: 'UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK',
    sqlState: '0A000',
    message: 'Append mode is not supported for an aggregation without a watermark, behind which another one stands.',
    hints: [
      'Why: without a watermark on its keys the first aggregation never knows that a group is final, and gives none.',
      'Legal: a watermark on a timestamp of the stream, before the first aggregation, and a window of it among the keys.',
      "Try: .withWatermark('timestamp', '10 minutes').groupBy(window('timestamp', '5 minutes')).",
    ],
  },
  STREAM_JOIN_WITHOUT_EQUALITY: {
    condition: null,
    message: 'A join of two streams needs an equality between columns of both sides.',
    hints: [
      'Why: a new row looks for its partners among the rows kept of the other stream, and finds them by equal keys.',
      'Legal: inner, outer and semi joins on an equality, beside which any other condition may stand.',
      "Try: expr('left_key = right_key AND right_time >= left_time').",
    ],
  },
  CROSS_JOIN_OF_STREAMS: {
    condition: null,
    message: 'A cross join of two streams is not supported, not even with an equality.',
    hints: [
      'Why: every row of one stream would have to meet every row of the other, and none could ever be forgotten.',
      'Legal: an inner join on an equality, which gives what a cross join with that condition would.',
      "Try: .join(right, condition, 'inner').",
    ],
  },

  // Values
  CAST_INVALID_INPUT: {
    sqlState: '22018',
    message: 'The value {value} of type "{from}" cannot be cast to "{to}".',
    hints: ['Use try_cast to get null instead.'],
  },
  CAST_OVERFLOW: {
    sqlState: '22003',
    message: 'The value {value} of type "{from}" is out of the range of "{to}".',
    hints: ['Use try_cast to get null instead.'],
  },
  NUMERIC_OUT_OF_SUPPORTED_RANGE: {
    sqlState: '22003',
    message: 'The number {value} has more digits than any decimal can have.',
  },
  INVALID_INTERVAL_CAST: {
    condition: 'INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE',
    sqlState: '22006',
    message: 'The text {value} is no {to}.',
    hints: ["It looks as in '1 02:03:04' or INTERVAL '1 02:03:04' DAY TO SECOND, as far as the type's units go."],
  },
  'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION': {
    sqlState: '22003',
    message: '{value} does not fit into decimal({precision},{scale}).',
    hints: ['Use try_cast to get null instead, or a larger precision.'],
  },
  ARITHMETIC_OVERFLOW: {
    sqlState: '22003',
    message: 'The result is out of the range of its type.',
    hints: ['Use {alternative} to get null instead, or cast to a larger type first.'],
  },
  DIVIDE_BY_ZERO: {
    sqlState: '22012',
    message: 'Division by zero.',
    hints: ['Use try_divide to get null instead.'],
  },
  REMAINDER_BY_ZERO: {
    sqlState: '22012',
    message: 'Remainder by zero.',
    hints: ['Use try_mod to get null instead.'],
  },
  INTERVAL_DIVIDED_BY_ZERO: {
    sqlState: '22012',
    message: 'Division of an interval by zero.',
    hints: ['Use try_divide to get null instead.'],
  },
  DATETIME_OVERFLOW: {
    sqlState: '22008',
    message: 'The result is out of the range of timestamps.',
  },
  INVALID_ARRAY_INDEX: {
    sqlState: '22003',
    message: 'The array has {size} elements, counted from 0; there is none at {index}.',
    hints: ['Use get() to get null instead.'],
  },
  INVALID_ARRAY_INDEX_IN_ELEMENT_AT: {
    sqlState: '22003',
    message: 'The array has {size} elements, counted from 1; there is none at {index}.',
    hints: ['Use try_element_at to get null instead.'],
  },
  INVALID_INDEX_OF_ZERO: {
    sqlState: '22003',
    message: 'Elements count from 1, or from the end with negative numbers; 0 is none.',
  },
  INVALID_SEQUENCE: {
    condition: null,
    message: 'A sequence from {start} by {step} does not come to {stop}.',
  },
  SEQUENCE_STEP_NOT_DAYS: {
    condition: '_LEGACY_ERROR_TEMP_3242',
    message: 'A sequence of dates goes by whole days, months or years.',
  },
  MAP_ARRAYS_OF_TWO_LENGTHS: {
    condition: '_LEGACY_ERROR_TEMP_2128',
    message: 'A map needs as many keys as values; there are {keys} and {values}.',
  },
  NULL_MAP_KEY: {
    sqlState: '2200E',
    message: 'A key of a map cannot be null.',
  },
  DUPLICATED_MAP_KEY: {
    sqlState: '23505',
    message: 'The key {key} would be in the map twice.',
    hints: ['Take out one of them first.'],
  },
  COMPARATOR_RETURNS_NULL: {
    sqlState: '22004',
    message: 'The comparator of array_sort gave null for {first} and {second}.',
    hints: ['Give a number: below 0, 0 or above 0.'],
  },
  'INVALID_PARAMETER_VALUE.START': {
    sqlState: '22023',
    message: 'The start given to {name} counts from 1, or from the end when negative; it is 0.',
  },
  'INVALID_PARAMETER_VALUE.LENGTH': {
    sqlState: '22023',
    message: 'The length given to {name} cannot be negative; it is {length}.',
  },
  ARRAY_TOO_LONG: {
    condition: 'COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER',
    sqlState: '54000',
    message: '{name} would make an array of {size} elements, which is more than an array can hold.',
  },
  CANNOT_PARSE_TIMESTAMP: {
    sqlState: '22007',
    message: 'The text cannot be read as a date or time: {reason}.',
    hints: ['Use {alternative} to get null instead.'],
  },
  'INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER': {
    sqlState: '22007',
    message: 'The datetime pattern "{pattern}" is not valid: "{letters}" means nothing in one.',
  },
  'INVALID_DATETIME_PATTERN.LENGTH': {
    sqlState: '22007',
    message: 'The datetime pattern "{pattern}" is not valid: "{letters}" is too long.',
  },
  'INVALID_DATETIME_PATTERN.WITH_SUGGESTION': {
    sqlState: '22007',
    message: 'The datetime pattern "{pattern}" is not valid.',
    hints: ['Write it as in "yyyy-MM-dd HH:mm:ss"; what stands for itself goes between apostrophes.'],
  },
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION': {
    sqlState: '42K0B',
    message: 'Spark no longer takes the datetime pattern "{pattern}" as it did before version 3.',
    hints: ['Write it as in "yyyy-MM-dd HH:mm:ss"; years are y, not Y.'],
  },
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN': {
    sqlState: '42K0B',
    message: 'Spark no longer takes letters of weeks ("{letters}") in the datetime pattern "{pattern}".',
    hints: ['Use extract(WEEK FROM ...), or E for the name of the weekday.'],
  },
  TIMESTAMP_TEXT_OVERFLOW: {
    condition: null,
    message: 'The text is a time that is beyond what a timestamp or a date can hold.',
  },
  TIMESTAMP_BEYOND_MICROSECONDS: {
    condition: null,
    message: 'The seconds have more digits than the microseconds of a timestamp.',
  },
  INVALID_TIMEZONE: {
    sqlState: '22009',
    message: 'There is no time zone "{zone}".',
    hints: ['Write it as in "America/Sao_Paulo" or "+05:30".'],
  },
  ILLEGAL_DAY_OF_WEEK: {
    sqlState: '22009',
    message: '"{name}" is no day of the week.',
    hints: ['Write it in English, as in "Monday", "Mon" or "MO".'],
  },
  'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION': {
    sqlState: '22023',
    message: 'This is no date or time: {reason}.',
  },
  INVALID_FRACTION_OF_SECOND: {
    sqlState: '22023',
    message: 'The seconds are from 0 to 59.999999, or 60.',
  },
  'INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION': {
    sqlState: '22015',
    message: 'The interval is out of the range of its type.',
    hints: ['Use {alternative} to get null instead.'],
  },
  INTERVAL_BEYOND_RANGE: {
    condition: null,
    message: 'An interval times a number, or divided by one, is out of the range of its type.',
  },
  INTERVAL_OVERFLOW: {
    condition: 'INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION',
    sqlState: '22015',
    message: 'The interval is out of the range of its type.',
  },
  SECOND_FUNCTION_ARGUMENT_NOT_INTEGER: {
    sqlState: '22023',
    message: 'The second argument of {name} has to be a whole number.',
  },
  'INVALID_PARAMETER_VALUE.DATETIME_UNIT': {
    sqlState: '22023',
    message: 'The unit given to {name} is a word, not a text: write {unit} without quotes.',
  },
  'INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX': {
    sqlState: '22023',
    message: 'The pattern given to {name} has {groupCount} groups; group {group} was asked for.',
  },
  'INVALID_PARAMETER_VALUE.PATTERN': {
    sqlState: '22023',
    message: 'The pattern "{pattern}" given to {name} is not a regular expression: {description} near index {index}.',
  },
  UNSUPPORTED_PATTERN: {
    condition: null,
    message: 'The pattern "{pattern}" given to {name} uses {construct}, which xpto does not know.',
    hints: ['Spark would take it; write the pattern another way.'],
  },
  'INVALID_FORMAT.ESC_IN_THE_MIDDLE': {
    sqlState: '42601',
    message: 'The pattern "{pattern}" is not valid for LIKE: the escape character cannot stand before "{character}".',
  },
  'INVALID_FORMAT.ESC_AT_THE_END': {
    sqlState: '42601',
    message: 'The pattern "{pattern}" is not valid for LIKE: it ends with the escape character.',
  },
  INVALID_REGEXP_REPLACE: {
    sqlState: '22023',
    message: 'Replacing "{pattern}" by "{replacement}" in "{text}" failed: {description}.',
  },
  REGEXP_REPLACE_POSITION: {
    condition: 'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE',
    sqlState: '42K09',
    message: 'The position given to regexp_replace counts from 1; it is {position}.',
  },
  INVALID_BIT_POSITION: {
    condition: 'INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE',
    sqlState: '22023',
    message: 'The position {position} is not one of the {bits} bits, which count from 0.',
  },
  'INVALID_PARAMETER_VALUE.BINARY_FORMAT': {
    sqlState: '22023',
    message: '{name} knows no format "{format}" of bytes.',
    hints: ['It knows base64, hex and utf-8.'],
  },
  'INVALID_PARAMETER_VALUE.LONG': {
    sqlState: '22023',
    message: 'The seed given to {name} has to be written as an integer; it is {value}.',
  },
  'INVALID_PARAMETER_VALUE.CHARSET': {
    sqlState: '22023',
    message: '{name} knows no character set "{charset}".',
    hints: ['It knows US-ASCII, ISO-8859-1, UTF-8, UTF-16BE, UTF-16LE, UTF-16 and UTF-32.'],
  },
  MALFORMED_CHARACTER_CODING: {
    sqlState: '22000',
    message: '{name} met something that {charset} does not have.',
  },
  MALFORMED_BASE64: {
    condition: null,
    message: 'The text is not Base64: {description}.',
  },
  CONVERSION_INVALID_INPUT: {
    sqlState: '22018',
    message: 'The text "{text}" is not {format}.',
    hints: ['Use try_to_binary to get null instead.'],
  },
  CANNOT_DECODE_URL: {
    sqlState: '22546',
    message: 'In "{url}" a percent sign is not followed by two hexadecimal digits.',
    hints: ['Use try_url_decode to get null instead.'],
  },
  INVALID_URL: {
    sqlState: '22P02',
    message: '"{url}" is not a URL.',
    hints: ['Use try_parse_url to get null instead.'],
  },
  INVALID_UTF8_STRING: {
    sqlState: '22029',
    message: 'The bytes {bytes} are not UTF-8.',
    hints: ['Use try_validate_utf8 to get null instead, or make_valid_utf8 to repair them.'],
  },
  'INVALID_FORMAT.EMPTY': { sqlState: '42601', message: 'The format given to {name} is empty.' },
  'INVALID_FORMAT.WRONG_NUM_DIGIT': {
    sqlState: '42601',
    message: 'The format "{format}" given to {name} has no digit, 0 or 9.',
  },
  'INVALID_FORMAT.WRONG_NUM_TOKEN': {
    sqlState: '42601',
    message: 'The format "{format}" given to {name} has a sign twice: each of . $ S MI PR may be there once.',
  },
  'INVALID_FORMAT.UNEXPECTED_TOKEN': {
    sqlState: '42601',
    message: 'The format "{format}" given to {name} is none of numbers.',
    hints: ['It looks like this: [MI|S] [$] [0|9|G|,]* [.|D] [0|9]* [$] [PR|MI|S]'],
  },
  'INVALID_FORMAT.CUR_MUST_BEFORE_DIGIT': {
    sqlState: '42601',
    message: 'The $ in the format "{format}" given to {name} has to stand before the digits.',
  },
  'INVALID_FORMAT.CUR_MUST_BEFORE_DEC': {
    sqlState: '42601',
    message: 'The $ in the format "{format}" given to {name} has to stand before the point.',
  },
  'INVALID_FORMAT.CONT_THOUSANDS_SEPS': {
    sqlState: '42601',
    message: 'In the format "{format}" given to {name} a comma has to stand between digits.',
  },
  'INVALID_FORMAT.THOUSANDS_SEPS_MUST_BEFORE_DEC': {
    sqlState: '42601',
    message: 'In the format "{format}" given to {name} a comma cannot stand behind the point.',
  },
  'INVALID_FORMAT.MISMATCH_INPUT': {
    sqlState: '42601',
    message: 'The text "{text}" is not of the format "{format}".',
    hints: ['Use try_to_number to get null instead.'],
  },
  INVALID_NUMBER_PATTERN: {
    condition: null,
    message: '"{pattern}" is not a pattern of numbers, such as "#,##0.00".',
  },
  INVALID_FORMAT_STRING: {
    condition: null,
    message: 'The format "{format}" and its arguments do not fit: {reason}.',
  },
  USER_RAISED_EXCEPTION: {
    sqlState: 'P0001',
    message: '{text}',
  },
  'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION': {
    sqlState: '22023',
    message: 'The text {text} is not JSON of that schema.',
    hints: ['The mode PERMISSIVE gives null instead.'],
  },
  PARSE_MODE_UNSUPPORTED: {
    sqlState: '42601',
    message: '{name} does not have the mode {mode}.',
    hints: ['It has PERMISSIVE and FAILFAST.'],
  },
  MALFORMED_JSON: {
    condition: null,
    message: 'The text {text} is not JSON.',
  },

  // File sinks
  PATH_NOT_SPECIFIED: {
    condition: '_LEGACY_ERROR_TEMP_2047',
    message: "'path' is not specified.",
    hints: ['Say where: .option("path", ...), or .start(path). To print rows as JSON: .format("jsonLines").'],
  },
  'STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE': {
    sqlState: '42KDE',
    message: 'The output mode {outputMode} is not supported in the data source {className}.',
    hints: [
      'Why: files are not changed once they are written, so only rows that are final can go there.',
      "Try: .outputMode('append'); an aggregation needs a watermark for it. Or .foreachBatch(...), which takes every mode.",
    ],
  },
  PARTITION_COLUMN_NOT_FOUND: {
    condition: '_LEGACY_ERROR_TEMP_1196',
    message: 'Partition column {name} not found in existing columns ({columns}).',
  },
  INVALID_PARTITION_COLUMN_DATA_TYPE: {
    sqlState: '0A000',
    message: 'Cannot use {type} for partition column.',
    hints: ['A folder is named after one value: choose a column of text, numbers or dates.'],
  },
  ALL_PARTITION_COLUMNS_NOT_ALLOWED: {
    sqlState: 'KD005',
    message: 'Cannot use all columns for partition columns.',
    hints: ['At least one column must be left for the files.'],
  },
  OUTPUT_IN_USE: {
    condition: null,
    message: 'The output folder {folder} is in use by process {pid}.',
    hints: [
      'Stop that one first, or choose a folder of its own for this one.',
      'Does it hang? Remove {file} and start again: this one then takes over.',
    ],
  },
  OUTPUT_TAKEN_OVER: {
    condition: null,
    message: 'Another process has taken over the output folder {folder} meanwhile.',
    hints: ['This one has stopped; what the other one wrote stands.'],
  },
  OUTPUT_OF_ANOTHER_QUERY: {
    condition: null,
    message: 'The output folder {folder} has a log, {log}, {owner}; this query, or this checkpoint, is new to it.',
    hints: [
      'Choose another output folder, or go on with the checkpoint that the folder was written with.',
      'To begin anew here, remove the log and the data files: the rows of this query would else be mixed with those.',
    ],
  },
  OUTPUT_LOG_ELSEWHERE: {
    condition: null,
    message: 'The output folder has a log in another place, {file}: it was begun with the option {option}.',
    hints: ['Keep that option (sparkLog=false is what --no-spark-log sets), or choose another output folder.'],
  },
  OUTPUT_LOG_BEHIND: {
    condition: null,
    message: '{file} is missing: the checkpoint says that batch {batchId} is done, and the log of the output does not.',
    hints: ['Bring the file back from a copy, or start with a new checkpoint and a new output folder.'],
  },
  OUTPUT_LOG_AHEAD: {
    condition: null,
    message: '{file} is of batch {batchId}, of which the checkpoint knows nothing.',
    hints: [
      'The checkpoint may be an older copy, or have lost files. Bring back the newest one, or start with a new checkpoint and a new output folder.',
    ],
  },
  OUTPUT_LOG_CHANGED: {
    condition: null,
    message: '{file}, or one before it, is not what the checkpoint knows of batch {batchId}.',
    hints: [
      'Bring the log and the checkpoint back from one copy, or start with a new checkpoint and a new output folder.',
    ],
  },
  OUTPUT_WITHOUT_LOG: {
    condition: null,
    message: '{folder} has no log of xpto: it is not the output folder of a query, or Spark wrote it.',
    hints: ['Name the folder that a query of xpto has as its path.'],
  },
  REBASE_FILE_MISSING: {
    condition: null,
    message: 'The log names {address}, and {folder} has no such file.',
    hints: ['Copy or move the whole folder, with its partitions and its log.'],
  },
  OUTPUT_OF_SPARK: {
    condition: null,
    message: 'Spark wrote {folder}, and nobody here can see whether its query runs now.',
    hints: [
      'A file that goes while Spark gathers its log is lost to its readers. Where the query is stopped, and stays so,',
      'say it: --spark-stopped.',
    ],
  },
  COMPACT_FORMAT: {
    condition: null,
    message: '{file} cannot be merged with others: {reason}.',
    hints: ['Nothing was changed.'],
  },
  PURGE_FORMAT: {
    condition: null,
    message: '{file} is no Parquet file, and only from those rows can be removed.',
    hints: ['Nothing was changed.'],
  },
  OUTPUT_MOVED: {
    condition: null,
    message: 'The log of the output folder {folder} names a file elsewhere, {address}: the folder was moved or copied.',
    hints: ['npx xpto lake rebase "{folder}" mends the log.'],
  },

  // Checkpoints
  CHECKPOINT_NOT_RECOVERABLE: {
    condition: '_LEGACY_ERROR_TEMP_1299',
    message: 'This query cannot go on from the checkpoint {location}: what its sink had is gone.',
    hints: ['Use a new checkpoint, or the mode complete.'],
  },
  CHECKPOINT_LOCATION_MISSING: {
    condition: '_LEGACY_ERROR_TEMP_1298',
    message: 'The sink {format} needs a checkpoint.',
    hints: ['Name a folder for it: option("checkpointLocation", ...), or xpto run --checkpoint FOLDER.'],
  },
  CHECKPOINT_OF_ONE_QUERY: {
    condition: null,
    message: 'Two queries cannot share the checkpoint {checkpoint}.',
    hints: ['Give each its own: option("checkpointLocation", ...) of its writeStream.'],
  },
  CHECKPOINT_IN_USE: {
    condition: null,
    message: 'The checkpoint {checkpoint} is in use by process {pid}.',
    hints: [
      'Stop that one first, or give this query a checkpoint of its own.',
      'Does it hang? Remove {file} and start again: this one then takes over, and that one will write nothing more.',
    ],
  },
  CONCURRENT_STREAM_LOG_UPDATE: {
    sqlState: '40000',
    message: 'Another run of this query has taken over meanwhile, before batch {batchId}.',
    hints: [
      'Only one process may run a query from a checkpoint. This one has stopped; what the other one wrote stands.',
    ],
  },
  STREAMING_CHECKPOINT_MISSING_METADATA_FILE: {
    sqlState: '42K03',
    message: 'The checkpoint {checkpointLocation} has batches in its logs, but its file metadata is missing.',
    hints: ['Bring the file back, or start with a new checkpoint and a new output folder.'],
  },
  BATCH_METADATA_NOT_FOUND: {
    sqlState: '42K03',
    message: '{batchMetadataFile} is missing: the checkpoint has a gap.',
    hints: ['Bring the file back, or start with a new checkpoint and a new output folder.'],
  },
  COMMIT_MISSING: {
    condition: 'BATCH_METADATA_NOT_FOUND',
    sqlState: '42K03',
    message: 'commits/{batchId} is missing, which tells where the state of the query is, and what its output was.',
    hints: ['Bring the file back, or start with a new checkpoint and a new output folder.'],
  },
  CHECKPOINT_FILE_MISSING: {
    condition: 'BATCH_METADATA_NOT_FOUND',
    sqlState: '42K03',
    message: '{file} is missing: the checkpoint is not whole.',
    hints: ['Bring the file back, or start with a new checkpoint and a new output folder.'],
  },
  CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED: {
    sqlState: 'XX000',
    message: '{file} is not as it was written: its checksum does not fit, or is missing.',
    hints: [
      'Bring the file back from a copy, or start with a new checkpoint and a new output folder.',
      'A checkpoint that Spark wrote cannot be continued here: its state has a format of its own.',
    ],
  },
  MALFORMED_LOG_FILE: {
    sqlState: 'KD002',
    message: '{file} begins with "{text}" and not with a version such as v1.',
    hints: ['Bring the file back from a copy, or start with a new checkpoint and a new output folder.'],
  },
  MALFORMED_LOG_ENTRY: {
    condition: null,
    message: '{file} has a line that is not JSON: {reason}.',
    hints: ['Bring the file back from a copy.'],
  },
  INCOMPLETE_LOG_FILE: {
    condition: null,
    message: '{file} is empty: an incomplete log file.',
    hints: ['Bring the file back from a copy, or start with a new checkpoint and a new output folder.'],
  },
  'INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION': {
    sqlState: 'KD002',
    message: '{file} has the version v{version}; the newest known is v{maxSupportedVersion}.',
    hints: ['A newer version wrote it; read it with that one.'],
  },
  LOG_WITH_A_GAP: {
    condition: 'BATCH_METADATA_NOT_FOUND',
    sqlState: '42K03',
    message: '{file} is missing: the log has a gap.',
    hints: [
      'Where `xpto compact` was cut off, run it again. Else bring the file back from a copy, or start with a new checkpoint',
      'and a new output folder.',
    ],
  },
  SOURCES_CHANGED: {
    condition: null,
    message: 'The checkpoint is of a query with {before} source(s); this one has {now}.',
    hints: ['A query with other sources needs a checkpoint of its own.'],
  },
  SOURCE_KINDS_CHANGED: {
    condition: null,
    message: 'The checkpoint is of a query that reads from {before}; this one reads from {now}.',
    hints: ['A query with other sources needs a checkpoint of its own.'],
  },
  STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA: {
    sqlState: '42K03',
    message:
      'The checkpoint is of a query with other operators that keep state: it had [{OpsInMetadataSeq}], this one has [{OpsInCurBatchSeq}].',
    hints: [
      'Filters and projections may change between two runs; a query with other stateful operators needs a checkpoint of its own.',
    ],
  },
  STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE: {
    sqlState: 'XXKST',
    message: 'The state of {name} has keys of ({storedKeySchema}), and this query has keys of ({newKeySchema}).',
    hints: ['Group by the same columns, or use a new checkpoint.'],
  },
  STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE: {
    sqlState: 'XXKST',
    message:
      'The state of {name} has values of ({storedValueSchema}), and this query has values of ({newValueSchema}).',
    hints: ['Use the same aggregates, or a new checkpoint.'],
  },
  'CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS': {
    sqlState: '58030',
    message: '{file} is missing: the state cannot be read.',
    hints: ['Bring the file back, or start with a new checkpoint and a new output folder.'],
  },
  STATE_FILE_FORMAT: {
    condition: 'CANNOT_LOAD_STATE_STORE.CANNOT_READ_STREAMING_STATE_FILE',
    sqlState: '58030',
    message: '{file} has format {format}, which this version does not know.',
    hints: ['Read it with the version that wrote it.'],
  },

  // Running
  STREAM_FAILED: {
    sqlState: 'XXKST',
    message: 'The query {id} failed: {reason}',
  },
  FOREACH_USER_FUNCTION_ERROR: {
    sqlState: '39000',
    message: 'The function given to foreach failed: {reason}',
  },
  FOREACH_BATCH_USER_FUNCTION_ERROR: {
    sqlState: '39000',
    message: 'The function given to foreachBatch failed: {reason}',
  },
  FLATMAPGROUPSWITHSTATE_USER_FUNCTION_ERROR: {
    sqlState: '39000',
    message: 'The function given to {method} failed for the key {key}: {reason}',
  },
  NOT_A_ROW_COUNT: {
    message: '"{name}" is a number of rows, at least 1, not {count}.',
  },
  STATE_FUNCTION_IS_ASYNC: {
    message: 'The function given to {method} gives its rows later, as a promise or an async generator.',
    hints: ['Only functions that give their rows at once are called: without async and await.'],
  },
  NOT_A_ROW: {
    message: 'The function given to {method} has to give {expected}, not {given}.',
  },
  UNKNOWN_FIELD: {
    message: 'There is no field "{name}" in the schema.',
    hints: ['The fields are: {names}.'],
  },
  STATE_NOT_EXISTS: {
    message: 'There is no state: none was set, or it was removed.',
    hints: ['Ask state.exists first, or use state.getOption, which is null then.'],
  },
  CANNOT_BE_NONE: {
    message: '{name} takes no null.',
    hints: ['state.remove() lets the state go.'],
  },
  TIMEOUT_DURATION_NOT_ENABLED: {
    condition: '_LEGACY_ERROR_TEMP_2203',
    message: 'A timeout by the clock can only be set where the function was given one.',
    hints: ["Say timeout: 'processingTime' beside output and state."],
  },
  WATERMARK_NOT_PRESENT: {
    condition: '_LEGACY_ERROR_TEMP_2204',
    message: 'There is no watermark to ask for.',
    hints: ["Say what time the rows have before they are grouped, as in .withWatermark('timestamp', '10 minutes')."],
  },
  TIMEOUT_TIMESTAMP_NOT_ENABLED: {
    condition: '_LEGACY_ERROR_TEMP_2205',
    message: 'A timeout by event time can only be set where the function was given one.',
    hints: ["Say timeout: 'eventTime' beside output and state."],
  },
  TIMEOUT_NOT_POSITIVE: {
    condition: 'VALUE_NOT_POSITIVE',
    message: '{name} takes whole milliseconds above 0, not {valueMs}.',
  },
  INVALID_TIMEOUT_TIMESTAMP: {
    message: 'The timeout {timestamp} is before the watermark, {watermark}.',
    hints: ['Both are milliseconds since 1970 UTC. state.getCurrentWatermarkMs() tells the watermark.'],
  },
  INVALID_TIMEOUT_INTERVAL: {
    condition: 'INVALID_INTERVAL_FORMAT',
    sqlState: '22006',
    message: '"{text}" is not an interval.',
    hints: ['Write a number and a unit, as in "10 seconds".'],
  },
  NEGATIVE_TIMEOUT_INTERVAL: {
    condition: null,
    message: 'The duration of a timeout cannot be below 0: {text}.',
  },
  ONLY_ALLOW_SINGLE_TRIGGER: {
    message: 'A query has exactly one trigger (processingTime, once, availableNow or continuous); given: {given}.',
  },
  VALUE_NOT_ALLOWED: {
    message: 'The value of "{name}" has to be {allowed}.',
  },
  VALUE_NOT_NON_EMPTY_STR: {
    message: '"{name}" needs a text that is not empty.',
  },
  CANNOT_BE_EMPTY: {
    message: '{name} needs at least one column.',
  },
  NOT_COLUMN_OR_STR: {
    message: 'A column, or the name of one, is needed here, not {value}.',
    hints: ['A plain value becomes a column with lit(value).'],
  },
  NOT_EXPECTED_TYPE: {
    sqlState: '42K09',
    message: '"{name}" is {expected}, not a {given}.',
  },
  ASSIGNMENT_ARITY_MISMATCH: {
    sqlState: '42802',
    message: '{given} names are given for {expected} columns.',
  },
  NOT_A_NUMERIC_COLUMN: {
    condition: '_LEGACY_ERROR_TEMP_1323',
    message: '"{column}" is not a column of numbers; this aggregate is of numbers only.',
  },
  RANGE_STEP_OF_ZERO: {
    condition: null,
    message: 'The step of a range cannot be 0.',
  },
  VALUE_NOT_POSITIVE: {
    message: '"{name}" has to be above 0, and is {value}.',
  },
  ATTRIBUTE_NOT_CALLABLE: {
    message: '{method} needs a function, and "{name}" is not one.',
  },
  UNKNOWN_TRIGGER: {
    condition: null,
    message: 'There is no trigger "{name}".',
    hints: ['The triggers are processingTime, once, availableNow and continuous.'],
  },
  TRIGGER_OF_MONTHS: {
    condition: '_LEGACY_ERROR_TEMP_3262',
    message: 'A trigger cannot be measured in months, which are not of one length: {text}.',
    hints: ['Use days or smaller units, as in "30 days".'],
  },
  NEGATIVE_TRIGGER_INTERVAL: {
    condition: null,
    message: 'The interval of a trigger cannot be below 0: {text}.',
  },
  INVALID_TRIGGER_INTERVAL: {
    condition: 'INVALID_INTERVAL_FORMAT',
    sqlState: '22006',
    message: '"{text}" is not an interval that a trigger can have.',
    hints: ['Write a number and a unit of days or smaller, as in "10 seconds".'],
  },
  SOURCE_TAKES_NO_SCHEMA: {
    condition: '_LEGACY_ERROR_TEMP_2242',
    message: 'The source {format} takes no schema: its columns are always the same.',
    hints: ['Leave out schema(...); what load() gives can be cast with select.'],
  },
  SQL_CONF_NOT_FOUND: {
    sqlState: '42K0I',
    message: 'There is no setting "{key}".',
    hints: ['The settings are: {names}.', 'get(key, value) gives that value instead of this error.'],
  },
  'INVALID_CONF_VALUE.REQUIREMENT': {
    sqlState: '22022',
    message: 'The setting {key} is {value}; it has to be {allowed}.',
  },
  'INVALID_CONF_VALUE.TIME_ZONE': {
    sqlState: '22022',
    message: 'The setting {key} is {value}; it has to be {allowed}.',
  },
  'INVALID_CONF_VALUE.TYPE_MISMATCH': {
    sqlState: '22022',
    message: 'The setting {key} is {value}; it has to be {allowed}.',
  },
  INVALID_OPTION_VALUE: {
    condition: null,
    message: 'The option {option} is {value}; it has to be {allowed}.',
  },
  PARSE_SYNTAX_ERROR: {
    sqlState: '42601',
    message: 'Syntax error near "{near}" in: {text}',
  },
  PARSE_EMPTY_STATEMENT: {
    sqlState: '42617',
    message: 'The text of the expression is empty.',
  },
  FAILED_TO_PARSE_TOO_COMPLEX: {
    sqlState: '54001',
    message: 'The expression is nested too deeply.',
    hints: ['Compute its inner parts first, with withColumn().'],
  },
  UNCLOSED_BRACKETED_COMMENT: {
    sqlState: '42601',
    message: 'A comment that begins with /* is not closed.',
    hints: ['Put */ at its end. Comments nest: each /* needs its own */.'],
  },
  INVALID_IDENTIFIER: {
    sqlState: '42602',
    message: 'The name {name} is not valid without quotes.',
    hints: ['Names with accents or signs stand in backquotes: `{name}`.'],
  },
  INVALID_TYPED_LITERAL: {
    sqlState: '42604',
    message: "'{value}' is not a value of {type}.",
  },
  UNSUPPORTED_TYPED_LITERAL: {
    sqlState: '0A000',
    message: 'There are no literals of type "{type}".',
    hints: ['The types are DATE, TIMESTAMP, TIMESTAMP_LTZ, TIMESTAMP_NTZ, INTERVAL and X.'],
  },
  INVALID_NUMERIC_LITERAL_RANGE: {
    sqlState: '22003',
    message: 'The number {text} is out of the range of {type}, which goes from {least} to {most}.',
  },
  DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION: {
    sqlState: '22003',
    message: 'The number has {precision} digits; a decimal has 38 at most.',
  },
  INVALID_INTERVAL_FORMAT: {
    sqlState: '22006',
    message: '"{text}" is not an interval, or too long for one.',
    hints: ["Write it as in INTERVAL 10 MINUTES, INTERVAL '1 day 2 hours' or INTERVAL '1 02:03' DAY TO MINUTE."],
  },
  MIXED_INTERVAL_UNITS: {
    condition: '_LEGACY_ERROR_TEMP_0029',
    message: 'Years and months do not mix with days and smaller units in one interval: {text}.',
    hints: ['Add them one after the other, as in ts + INTERVAL 1 MONTH + INTERVAL 2 DAYS.'],
  },
  INVALID_ESC: {
    sqlState: '42604',
    message: "The escape '{escape}' has to be one character.",
  },
  INVALID_EXTRACT_FIELD: {
    sqlState: '42601',
    message: 'EXTRACT knows no field "{field}".',
    hints: ['The usual ones are year, quarter, month, week, day, dayofweek, doy, hour, minute and second.'],
  },
  NAMED_PARAMETERS_NOT_SUPPORTED: {
    sqlState: '4274K',
    message: 'Arguments of {name} cannot be named; give them in their order.',
  },
  UNSUPPORTED_SQL: {
    condition: null,
    message: '{what} is not supported in expressions.',
  },

  // The API
  INVALID_WHEN_USAGE: {
    message: '{method}() goes on a column that when() made, and otherwise() comes once, at its end.',
  },
  INVALID_ATTRIBUTE_NAME_SYNTAX: {
    sqlState: '42601',
    message: '"{name}" is not the name of a column.',
    hints: ['Put a name with dots or other signs in backquotes: `a.b`.'],
  },
  CANNOT_ACCEPT_OBJECT_IN_TYPE: {
    message: 'The value {value} ({given}) of the column "{column}" is not of type {type}.',
  },
  CANNOT_DETERMINE_TYPE: {
    message: 'The type of the column "{column}" cannot be told from its values: none of them says it.',
    hints: ['Give a schema, as in createDataFrame(rows, "id BIGINT, name STRING").'],
  },

  NOT_A_COLUMN_NAME: {
    message: '{method}() takes columns of the frame, or their names.',
  },
  WITHIN_WATERMARK_ON_BATCH: {
    condition: UNSUPPORTED,
    message: 'dropDuplicatesWithinWatermark is for streams.',
    hints: ['On a frame without a stream, use dropDuplicates.'],
  },
  UNKNOWN_CONF: {
    message: 'There is no setting "{key}".',
    hints: ['The settings are: {names}.'],
  },
  TABLE_OR_VIEW_NOT_FOUND: {
    sqlState: '42P01',
    message: 'There is no table or view "{name}".',
  },
  COLUMN_ALREADY_EXISTS: {
    sqlState: '42711',
    message: 'There are two columns "{name}".',
    hints: ['Names that differ in case only are the same.'],
  },
  UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE: {
    sqlState: '0A000',
    message: 'The format {format} has no {type}, which is the type of the column "{name}".',
  },
  INVALID_CORRUPT_RECORD_TYPE: {
    sqlState: '42804',
    message: 'The column "{name}", which keeps malformed records, is {type}; it has to be a string.',
  },
  'UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN': {
    sqlState: '0A000',
    message: 'The only column is "{name}", which keeps malformed records.',
    hints: ['None of the records is as expected, or the schema has no other column: give it one.'],
  },
  UNABLE_TO_INFER_SCHEMA: {
    sqlState: '42KD9',
    message: 'Nothing tells the columns of the format {format}: there is no data at {path}.',
    hints: ['Give a schema: .schema("id bigint, text string").'],
  },
  MALFORMED_RECORD_IN_FILE: {
    condition: 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
    sqlState: '22023',
    message: 'A record of {name} is not as the schema says: {text}',
    hints: ['The mode PERMISSIVE gives nulls instead, and the column "_corrupt_record" keeps the record.'],
  },
  RECORD_TOO_LARGE: {
    condition: null,
    message: 'A line of {name} has {limitBytes} bytes or more.',
  },
  COMPRESSION_UNSUPPORTED: {
    condition: null,
    message: 'Files that end in {extension} cannot be read: {name}.',
    hints: ['Files that end in .gz or .deflate can.'],
  },
  DECOMPRESSION_FAILED: {
    condition: null,
    message: 'Decompressing {name} failed: {reason}.',
  },
  DECOMPRESSION_BOMB: {
    condition: null,
    message: 'Decompressed, {name} is more than {times} times as large: no data is.',
    hints: ['If it is meant to be, decompress it first.'],
  },
  'CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION': {
    sqlState: '56038',
    message: 'There is no compression "{codec}".',
    hints: ['There are: {codecs}.'],
  },
  MALFORMED_CSV_RECORD: {
    sqlState: 'KD000',
    message: 'A line of CSV cannot be taken apart: {text}',
    hints: ['The options maxColumns, maxCharsPerColumn and unescapedQuoteHandling say what is allowed.'],
  },
  CSV_HEADER_DIFFERS: {
    condition: 'FAILED_READ_FILE.NO_HINT',
    sqlState: 'KD001',
    message: 'The header of {name} is {header}; the columns of the schema are {names}.',
    hints: ['With the option enforceSchema=true the header does not matter.'],
  },
  TEXT_HAS_ONE_COLUMN: {
    condition: '_LEGACY_ERROR_TEMP_1290',
    message: 'The format text has one column; these are {count}.',
  },
  STREAM_OF_FILES_WITHOUT_SCHEMA: {
    condition: '_LEGACY_ERROR_TEMP_2048',
    message: 'A stream of {format} files needs a schema: which columns the files to come will have, nobody knows.',
    hints: [
      'Give it: .schema("id bigint, text string").',
      'Or let it be taken from the files that are there already: session.conf.set("spark.sql.streaming.schemaInference", true).',
    ],
  },
  SOURCE_PATH_MISSING: {
    condition: '_LEGACY_ERROR_TEMP_2047',
    message: 'A stream of files needs a folder.',
    hints: ['Say where: .load("folder"), or .option("path", "folder").'],
  },
  INVALID_GLOB: {
    condition: null,
    message: 'The pattern {pattern} has a {near} that does not end.',
    hints: ['A character that is meant as itself has a backslash before it.'],
  },
  MEMORY_ROWS_GONE: {
    condition: null,
    message:
      'The first {count} additions to the memory stream are gone: it keeps {rows} rows that all its queries have read.',
    hints: ['Start the query before them, or make a memory stream for each query.'],
  },
  OPTION_OF_BATCHES_ONLY: {
    condition: null,
    message: 'The option {option} is not for streams of files.',
    hints: ['A stream takes every file once; maxFileAge passes over old ones.'],
  },
  TWO_LIMITS_PER_TRIGGER: {
    condition: null,
    message: 'maxFilesPerTrigger and maxBytesPerTrigger do not go together.',
    hints: ['Leave one of them out.'],
  },
  ARCHIVE_DIR_MISSING: {
    condition: null,
    message: 'cleanSource "archive" needs the option sourceArchiveDir.',
    hints: ['Set it to a folder outside of the one that is read.'],
  },
  ARCHIVE_IN_SOURCE: {
    condition: null,
    message: 'What is archived in {archive} might be read again: the source reads {source}.',
    hints: ['Set sourceArchiveDir to a folder that is not above, in or like the one that is read.'],
  },
  ARCHIVE_ELSEWHERE: {
    condition: null,
    message: 'The archive {folder} is in another place than the source: files can only be moved within one.',
    hints: ['Set sourceArchiveDir to a folder of the same disk or bucket.'],
  },
  INPUT_COMPACTED: {
    condition: null,
    message:
      '{file} holds rows of files that it has taken the place of, and this query has read some of them already, such as {read}.',
    hints: [
      'xpto compact, or a purge, has rewritten the folder, which this query reads as a stream: it would read rows twice.',
      'Start it anew, with a new checkpoint and a new output folder; and compact only what no query reads as a stream.',
    ],
  },
  CLEAN_SOURCE_OF_SINK: {
    condition: null,
    message: 'cleanSource is not for {folder}, which another query writes: its log says that the files are there.',
    hints: ['Leave cleanSource out.'],
  },
  'FAILED_READ_FILE.FILE_NOT_EXIST': {
    sqlState: 'KD001',
    message: '{file} is gone; it was there when the batch was put together.',
    hints: [
      'Bring it back and start again, or set the option ignoreMissingFiles to go on without its rows. An empty file in its place does it, too.',
      'The log of an output folder names the place where it was written: once moved, npx xpto lake rebase mends it.',
    ],
  },
  CONFLICTING_PARTITION_COLUMN_NAMES: {
    sqlState: 'KD009',
    message: 'The folders do not agree on the columns of partitions: {one} here, {other} there.',
    hints: ['All data files have to lie in folders of the same columns, in the same order.'],
  },
  CONFLICTING_DIRECTORY_STRUCTURES: {
    sqlState: 'KD009',
    message: 'The partitions of the files begin in several folders: {folders}.',
    hints: [
      'Name the folder of the whole table: .option("basePath", ...). Or load them one by one, and unite the frames.',
    ],
  },
  BASE_PATH_ELSEWHERE: {
    condition: null,
    message: 'The folder of the option basePath, {basePath}, does not hold {path}.',
    hints: ['It is the folder in which those of the partitions lie.'],
  },
  BASE_PATH_MISSING: {
    condition: null,
    message: 'There is no folder {basePath}, which the option basePath names.',
    hints: ['Check the path, and the folder that it starts from.'],
  },
  BASE_PATH_NO_FOLDER: {
    condition: null,
    message: 'The option basePath names a file, {basePath}.',
    hints: ['It is the folder in which those of the partitions lie.'],
  },
  OPTION_NOT_A_TIMESTAMP: {
    condition: '_LEGACY_ERROR_TEMP_1294',
    message: 'The option {option} is no timestamp: "{value}".',
    hints: ['Write it as 2026-01-31T12:00:00, in the time zone of the session or of the option timeZone.'],
  },
  EMPTY_PARTITION_COLUMN_VALUE: {
    sqlState: 'KD009',
    message: 'The name of the folder {folder} has no value.',
    hints: ['Give it one, as in day=2026-01-31; null is written __HIVE_DEFAULT_PARTITION__.'],
  },
  PARTITION_COLUMNS_CHANGED: {
    condition: 'CONFLICTING_PARTITION_COLUMN_NAMES',
    sqlState: 'KD009',
    message: 'The folders of {file} say the columns: {columns}. Those of the others say: {expected}.',
    hints: ['The columns of partitions are fixed when the frame is made. Move the file, or start with a new query.'],
  },
  PARTITION_COLUMN_UNKNOWN: {
    condition: 'CONFLICTING_PARTITION_COLUMN_NAMES',
    sqlState: 'KD009',
    message: 'The folders of {file} say the column "{column}", which the schema does not have.',
    hints: ['Add it to the schema: in this place the folders are not looked at before the query runs.'],
  },
  INVALID_PARTITION_VALUE: {
    sqlState: '42846',
    message: 'The folder of a partition says {value}, which is no {type}, the type of the column "{column}".',
    hints: ['Give the column the type string in the schema.'],
  },
  SCHEMA_NEEDED: {
    message: 'What columns {location} has is not looked up: it is no file of this machine.',
    hints: ['Give a schema: .schema("id bigint, text string").'],
  },
  PATH_NOT_FOUND: {
    sqlState: '42K03',
    message: 'There is nothing at {path}.',
    hints: ['Check the path, and the folder that it starts from.'],
  },
  DATA_SOURCE_NOT_FOUND: {
    sqlState: '42K02',
    message: 'There is no format "{format}".',
    hints: ['The formats are: {formats}.'],
  },
  SOCKET_WITHOUT_HOST: {
    condition: '_LEGACY_ERROR_TEMP_1295',
    message: 'The socket needs the option "host".',
    hints: ['Set it with option("host", "localhost").'],
  },
  SOCKET_WITHOUT_PORT: {
    condition: '_LEGACY_ERROR_TEMP_1296',
    message: 'The socket needs the option "port".',
    hints: ['Set it with option("port", 3456).'],
  },
  INCLUDE_TIMESTAMP_NOT_BOOLEAN: {
    condition: '_LEGACY_ERROR_TEMP_1297',
    message: 'The option includeTimestamp is true or false.',
  },
  MEMORY_SINK_WITHOUT_NAME: {
    condition: '_LEGACY_ERROR_TEMP_1194',
    message: 'The memory sink needs a name for its table.',
    hints: ['Call queryName("...") before start().'],
  },
  QUERY_NAME_IN_USE: {
    condition: null,
    message: 'A query called "{name}" is active already.',
    hints: ['Stop it, or give this one another name.'],
  },

  // The outside world
  CONNECTION_REFUSED: {
    condition: null,
    message: 'Nobody is listening on {host}:{port}.',
    hints: [
      'Open another terminal and type: npx xpto netcat -lk {port}',
      'Or add --retry, which waits until somebody listens.',
    ],
  },
  UNKNOWN_HOST: {
    condition: null,
    message: 'There is no host "{host}".',
    hints: ['Is the name spelled right? This machine is localhost.'],
  },
  CONNECTION_RESET: {
    condition: null,
    message: '{host}:{port} broke off the connection.',
    hints: ['What had come by then was processed. Start the other end again, then this one.'],
  },
  CONNECTION_FAILED: {
    condition: null,
    message: 'The connection to {host}:{port} failed: {reason}.',
  },
  PORT_IN_USE: {
    condition: null,
    message: 'Port {port} is in use: another program listens there.',
    hints: [
      'Is it a netcat that still runs in another terminal? End it with Ctrl-C.',
      'Or take another port: npx xpto netcat {other}, and npx xpto wordcount --port {other}',
    ],
  },
  PORT_NOT_ALLOWED: {
    condition: null,
    message: 'The operating system does not let you listen on port {port}.',
    hints: ['Ports below 1024 are often reserved; take another one, such as 3456.'],
  },
  ADDRESS_NOT_HERE: {
    condition: null,
    message: 'This machine does not have the address {host}, so it cannot serve there.',
    hints: ['Leave it out to serve this machine only; 0.0.0.0 is all of its addresses.'],
  },
  LISTEN_FAILED: {
    condition: null,
    message: 'Listening on port {port} of {host} failed: {reason}.',
  },
  READ_FAILED: {
    condition: null,
    message: 'Reading {name} failed: {reason}.',
  },
  LINE_TOO_LONG: {
    condition: null,
    message: 'Line {line} has {lengthBytes} bytes or more; the limit is {maxLineBytes}.',
    hints: ['Is the input text? If it is, allow longer lines with --max-line-bytes.'],
  },
  FILE_NOT_FOUND: {
    condition: null,
    message: 'There is no file {path}.',
    hints: ['Is the name spelled right, and is it in this folder?'],
  },
  FILE_NAME_NOT_UTF8: {
    condition: null,
    message: 'A file in {folder} cannot be opened, since its name is not UTF-8: {name}',
    hints: ['Give it another name, and start again.'],
  },
  FILE_FAILED: {
    condition: null,
    message: 'The file {path} cannot be written: {reason}.',
  },
  FILE_EXISTS: {
    condition: null,
    message: 'There is a file {path} already, and it is not replaced.',
    hints: ['Does something else write there too?'],
  },
  WRITE_FAILED: {
    condition: null,
    message: 'Writing {path} failed: {reason}.',
    hints: ['{next}', 'No file there is half written.'],
  },
  INVALID_PATH: {
    condition: null,
    message: '{path} cannot be the name of a file in {root}: {reason}.',
  },
  S3_NO_BUCKET: {
    condition: null,
    message: 'There is no bucket for {address}.',
    hints: ['A location is s3://bucket/folder. Is the name spelled right, and is it in this account and region?'],
  },
  S3_NO_CREDENTIALS: {
    condition: null,
    message: 'No credentials were found for {address}.',
    hints: ['Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; or log in with "aws sso login".'],
  },
  S3_NO_REGION: {
    condition: null,
    message: 'It is not known in which AWS region {address} is.',
    hints: ['Set AWS_REGION, such as sa-east-1, or a region in the profile.'],
  },
  S3_REFUSED: {
    condition: null,
    message: 'The store refuses the request for {address}: {code}.',
    hints: [
      'Have the credentials expired? "aws sts get-caller-identity" shows whose they are.',
      'They need the rights to list, read, write and delete there.',
    ],
  },
  S3_REPLACES: {
    condition: null,
    message:
      'The store at {address} replaces a file that is to be made only where there is none, so two queries at once could spoil a checkpoint there.',
    hints: [
      'Keep the checkpoint in a local folder, or in a store with conditional writes (If-None-Match), as Amazon S3 has.',
    ],
  },
  NO_FILE_SYSTEM: {
    condition: null,
    message: 'Nothing is known of files at "{scheme}:", as in {location}.',
    hints: ['Give a path of this machine, or s3://bucket/folder.'],
  },

  CHECKPOINTS_INSIDE: {
    condition: null,
    message: '{location} is no checkpoint itself; in it are: {names}.',
    hints: ['Name one of them: {example}'],
  },
  CHECKPOINT_NOT_FOUND: {
    condition: null,
    message: '{location} is no checkpoint: it has no file metadata.',
    hints: ['It is the folder that a query was given as checkpointLocation, or with --checkpoint.'],
  },
  STATE_OF_SPARK: {
    condition: null,
    message: 'The state in {dir} is in a format of Spark, which is not read here.',
    hints: ['xpto checkpoint show reads the rest of it.'],
  },
  STATE_OF_NO_BATCH: {
    condition: null,
    message: 'The query of {dir} has finished no batch yet.',
  },
  STATE_OF_THAT_BATCH_GONE: {
    condition: null,
    message: 'There is no state of batch {batchId}.',
    hints: ['There is that of the batches {first} to {last}.'],
  },
  MODULE_FAILED: {
    condition: null,
    message: '{file}{place} failed: {reason}',
  },
  MODULE_WITHOUT_FUNCTION: {
    condition: null,
    message: '{file} has no function as its default export.',
    hints: ['It is called with the session and the arguments: export default (session, args) => ...'],
  },
  MODULE_WITHOUT_QUERY: {
    condition: null,
    message: 'The function of {file} returned no query.',
    hints: ['It returns what writeStream ... .start() returns, or an array of such.'],
  },

  // Parquet
  'FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER': {
    sqlState: 'KD001',
    message: 'Encountered error while reading file {path}: it is no Parquet file, or damaged: {reason}.',
    hints: ['Is it complete, and is it Parquet? A file that was cut off or is being written has no footer.'],
  },
  PARQUET_FILE_CORRUPT: {
    condition: 'FAILED_READ_FILE.NO_HINT',
    sqlState: 'KD001',
    message: 'Encountered error while reading file {path}: column {column} is damaged: {reason}.',
    hints: ['Write or copy the file again; what it says of itself does not fit what is in it.'],
  },
  'FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH': {
    sqlState: 'KD001',
    message:
      'Encountered error while reading file {path}. Data type mismatches when reading Parquet column [{column}]. Expected Spark type {expectedType}, actual Parquet type {actualType}.',
    hints: ['Give the schema that the files have, or read them without one: they say it themselves.'],
  },
  PARQUET_DUPLICATE_FIELD: {
    condition: '_LEGACY_ERROR_TEMP_2093',
    message: 'Found duplicate field(s) "{name}": [{found}] in case-insensitive mode.',
    hints: ['Names of columns are found without regard to case; the file {path} has several of this one.'],
  },
  PARQUET_TYPE_ILLEGAL: {
    sqlState: '42846',
    message: 'Illegal Parquet type: {type}.',
    hints: ['Give a schema without this column: .schema(...) names the columns that are read.'],
  },
  PARQUET_TYPE_NOT_SUPPORTED: {
    sqlState: '42846',
    message: 'Parquet type not yet supported: {type}.',
    hints: ['Give a schema without this column: .schema(...) names the columns that are read.'],
  },
  PARQUET_CODEC_UNKNOWN: {
    condition: 'CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION',
    sqlState: '56038',
    message: 'The codec {codec} is not available. Available codecs are {available}.',
    hints: ["Try: .option('compression', 'snappy'), which is what is used without the option."],
  },
  PARQUET_CODEC_NOT_IN_NODE: {
    condition: 'CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION',
    sqlState: '56038',
    message: 'The codec zstd is not available: Node.js has it from 22.15 on, and this is {version}.',
    hints: ['Run it with Node.js 22.15 or newer, or use files compressed by snappy or gzip.'],
  },
  PARQUET_NULL_IN_REQUIRED_COLUMN: {
    condition: 'NOT_NULL_ASSERT_VIOLATION',
    sqlState: '42000',
    message: 'NULL value appeared in non-nullable field: {column}.',
    hints: ['The schema says that this column has a value in every row.'],
  },
  PARQUETJS_MISSING: {
    condition: null,
    message: 'The package @dsnp/parquetjs is not installed.',
    hints: ['npm install @dsnp/parquetjs@1.8.7', "Or leave the option 'writer' out: xpto writes Parquet by itself."],
  },
  PARQUETJS_TYPE: {
    condition: null,
    message: 'parquetjs cannot write the column {column}: {reason}.',
    hints: ["Leave the option 'writer' out: xpto writes every type by itself."],
  },

  // Tables of a lake, and SQL
  LAKE_EMPTY: {
    condition: null,
    message: 'There are no tweets in {folder} yet.',
    hints: ['npx xpto raw-to-ref --raw RAW --ref "{folder}" --once'],
  },
  LAKE_TYPES_DIFFER: {
    condition: null,
    message: 'The column {name} is {one} in {first}, and {other} in {file}: a table can have only one of them.',
    hints: ['Move the files of one of the two to another folder, or write them again.'],
  },
  LAKE_NAMES_ALIKE: {
    condition: null,
    message: 'The columns {one} and {other} (in {file}) differ only in capitals, which Athena does not tell apart.',
    hints: ['Write the files again, with one name.'],
  },
  LAKE_TYPE_UNKNOWN: {
    condition: null,
    message: 'Athena has no type for the column {name}, which is {type}.',
    hints: ['Write the files again with a cast, or without the column.'],
  },
  REGISTRATION_UNREADABLE: {
    condition: null,
    message: '{file} is not as xpto writes it.',
    hints: ['Remove it, and run "xpto athena-setup --apply" again.'],
  },
  DUCKDB_MISSING: {
    condition: null,
    message: 'SQL on this machine needs DuckDB, which is not installed: it is 70 MB, and only this needs it.',
    hints: ['npm install {package}', 'npm install --global {package}, where xpto itself is installed so.'],
  },
  DUCKDB_BROKEN: {
    condition: null,
    message: 'DuckDB is installed and does not start: {reason}',
    hints: ['It may be that of another system. npm install {package}'],
  },
  SQL_REFUSED: {
    condition: null,
    message: 'The question is not understood: {reason}',
    hints: [
      'A name with an accent is written in double quotes: "símbolo". The view whose name ends in _ascii has plain names.',
      'Is the table not there yet? npx xpto athena-setup --ref REF --apply',
    ],
  },
  SQL_NOT_ONE: {
    condition: null,
    message: 'One question at a time: these are {count}.',
  },
  SQL_NO_QUERY: {
    condition: null,
    message: 'This only asks questions, and this is {kind}.',
    hints: ['Begin with SELECT, WITH, SHOW, DESCRIBE or EXPLAIN.'],
  },
  SQL_FAILED: {
    condition: null,
    message: 'The question could not be answered: {reason}',
  },
  SQL_STOPPED: {
    condition: null,
    message: 'The question was stopped.',
  },
  WORKGROUP_MISSING: {
    condition: null,
    message: 'Athena has no workgroup {workgroup}.',
    hints: ['npx xpto athena-setup --ref s3://bucket/ref --apply makes it; or choose another one with --workgroup.'],
  },
  ATHENA_FAILED: {
    condition: null,
    message: 'Athena could not answer (query {id}): {reason}',
  },
  ATHENA_STOPPED: {
    condition: null,
    message: 'The query {id} was stopped; it had read {bytes} bytes: US$ {usd}.',
  },
  CLOUD_DENIED: {
    condition: null,
    message: '{service} does not allow it: {message}',
    hints: ['"xpto athena-setup" without --apply prints the rights that are needed, as an IAM policy.'],
  },
  CLOUD_UNKNOWN_CALLER: {
    condition: null,
    message: '{service} does not know who asks: {code}.',
    hints: ['Have the credentials expired? "aws sts get-caller-identity" shows whose they are.'],
  },
  CLOUD_FAILED: {
    condition: null,
    message: '{service} did not do it: {reason}',
  },
  CLOUD_PARTLY: {
    condition: null,
    message: 'Glue did {operation} only in part: {reason}',
    hints: ['Run the same command again: it does what is left.'],
  },
  TABLE_NOT_OURS: {
    condition: null,
    message: 'There is a table {database}.{table} that xpto has not made; it is left alone.',
    hints: ['Choose another name with --table or --database, or remove it yourself.'],
  },
  WORKGROUP_NOT_OURS: {
    condition: null,
    message: 'There is a workgroup {workgroup} that xpto has not made, with other settings; it is left alone.',
    hints: ['Choose another name with --workgroup.'],
  },
  RESULTS_IN_REF: {
    condition: null,
    message: '{results} lies in {folder}: answers would be read as tweets.',
    hints: ['Choose another folder with --results.'],
  },
  PROOF_FAILED: {
    condition: null,
    message:
      'The table does not have what the files have. In {partition}, {of}: {expected} in the files, {found} in the table.',
    hints: ['{count} such differences in all; --json prints them.', '{next}'],
  },
  QUERY_MISSING: {
    condition: null,
    message: 'There is no question.',
    hints: ['Give it as SQL, in a file (--file), or choose one of the course: --example {names}'],
  },
  QUERY_TWICE: {
    condition: null,
    message: 'There are two questions: SQL, --file and --example exclude each other.',
  },
  NOT_ON_ATHENA: {
    condition: null,
    message: 'Athena reads from S3 only, and {ref} is a folder of this machine.',
    hints: ['--ref s3://bucket/folder, or leave --engine out.'],
  },
  OPTION_NOT_A_NAME: {
    condition: null,
    message: '{option} is "{value}"; a name is small letters without accents, digits and _, and begins with no digit.',
  },
  OPTION_NOT_BYTES: {
    condition: null,
    message: '{option} is "{value}"; it has to be a size from 10MB on, such as 500MB or 1GB.',
  },
  OPTION_NOT_IN_S3: {
    condition: null,
    message: '{option} is "{value}"; it has to be a folder in S3, such as s3://bucket/folder.',
  },
  OPTIONS_EXCLUDE: {
    condition: null,
    message: '{one} and {other} exclude each other.',
  },

  // The command line
  UNKNOWN_COMMAND: {
    condition: null,
    message: 'There is no command "{name}".',
    hints: ['{next}'],
  },
  UNKNOWN_OPTION: {
    condition: null,
    message: 'There is no option "{option}".',
    hints: ['{next}'],
  },
  OPTION_WITHOUT_VALUE: {
    condition: null,
    message: 'The option "{option}" needs a value.',
  },
  TOO_MANY_ARGUMENTS: {
    condition: null,
    message: 'There are more arguments than the command takes.',
    hints: ['Put a value with spaces in quotes, as in --window "10 minutes".'],
  },
  MISSING_ARGUMENT: {
    condition: null,
    message: 'The argument <{argument}> is missing.',
    hints: ['--help shows what the command takes.'],
  },
  USAGE: {
    condition: null,
    message: '{message}',
  },
  OPTION_NOT_A_PORT: {
    condition: null,
    message: '{option} is "{value}"; a port is a whole number from 1 to 65535.',
  },
  OPTION_NOT_A_COUNT: {
    condition: null,
    message: '{option} is "{value}"; it has to be a whole number, {least} or more.',
  },
  OPTION_NOT_A_DURATION: {
    condition: null,
    message: '{option} is "{value}"; a duration is a number and a unit, such as "10 minutes".',
  },
  OPTION_NOT_A_CHOICE: {
    condition: null,
    message: '{option} is "{value}"; it has to be one of: {choices}.',
  },
  OPTION_NOT_A_TIME_ZONE: {
    condition: null,
    message: '{option} is "{value}"; a time zone is a name or an offset, such as UTC, America/Sao_Paulo or -03:00.',
  },
  OPTION_NOT_A_TRIGGER: {
    condition: null,
    message: '{option} is "{value}"; it has to be once, available-now, or a duration, such as "10 seconds".',
  },
  OPTION_NOT_A_RATE: {
    condition: null,
    message: '{option} is "{value}"; a rate is a number of lines per unit of time, such as 10/s, 0.5/s or 30/min.',
  },
  OPTION_OUT_OF_RANGE: {
    condition: null,
    message: '{option} is "{value}"; it has to be a whole number from {least} to {most}.',
  },
  OPTION_EMPTY: {
    condition: null,
    message: '{option} is empty; it needs a value.',
  },
  OPTION_NOT_A_HOST: {
    condition: null,
    message: '{option} is "{value}"; it has to be the name or the address of a machine, such as localhost.',
  },
  OPTION_NOT_A_LENGTH: {
    condition: null,
    message:
      '{option} is "{value}"; it has to be longer than 0, in weeks, days, hours, minutes or seconds, such as "10 minutes".',
  },
  OPTION_NOT_A_DELAY: {
    condition: null,
    message: '{option} is "{value}"; it has to be a duration of 0 or more, such as "10 minutes".',
  },
  OPTION_NOT_A_SPEED: {
    condition: null,
    message: '{option} is "{value}"; a speed is a number above 0, such as 60x.',
  },
  FAULT_UNREADABLE: {
    condition: null,
    message: '"{fault}" is not a fault: it has a time, a kind and perhaps how much, as in "t+90 duplicate 5%".',
    hints: ['The kinds are: {kinds}.', 'npx xpto twitter-replay --help shows each of them.'],
  },
  POST_UNREADABLE: {
    condition: null,
    message: 'Line {line} of {name} is not a post.',
    hints: ['Each line is one JSON object, as API v2 or v1.1 of X gives it: with an id and a text.'],
  },
  OPTION_NOT_A_SHORT_TIME: {
    condition: null,
    message: '{option} is "{value}"; it has to be a time such as 500ms, 1s or 2m.',
  },
  SYMBOLS_UNREADABLE: {
    condition: null,
    message: '{name} is no list of symbols: {reason}.',
    hints: ['It is JSON as in: {example} "emoji" may be there, too, with two such lists of its own.'],
  },
  REF_SETTINGS_UNREADABLE: {
    condition: null,
    message: '{file} is not as xpto writes it: it says with which options REF was written.',
    hints: ['Write into it what they were, for example {example}'],
  },
  REF_SETTINGS_CHANGED: {
    condition: null,
    message: '{ref} was written with {option} {known}, and {given} is asked for: its rows would not go together.',
    hints: ['Leave the option as it was, or name another folder with --ref (and another --checkpoint).'],
  },
  RAW_IS_REF: {
    condition: null,
    message: 'RAW and REF are the same folder, {folder}: a program must not read what it writes.',
    hints: ['Name two folders: --raw lake/raw --ref lake/ref'],
  },
  DEMO_FOLDER_TAKEN: {
    condition: null,
    message: 'The folder {folder} is not empty: the demo would find tweets there that it has not collected.',
    hints: ['Name a folder that is empty, or not there yet: --keep my-lake'],
  },
  LOOP_WITHOUT_FILE: {
    condition: null,
    message: '--loop begins a file again, and there is none: standard input cannot be read twice.',
    hints: ['Name the file: --file words.txt --loop'],
  },
  SLIDE_WITHOUT_WINDOW: {
    condition: null,
    message: '--slide says how far apart windows begin, and there are no windows.',
    hints: ['Add --window "10 minutes".'],
  },
  EXPLAIN_NOTHING: {
    condition: null,
    message: 'Say which query is to be explained. The queries are: {names}.',
    hints: ['For example: npx xpto explain wordcount --mode append'],
  },
  EXPLAIN_WHAT: {
    condition: null,
    message: 'There is no query "{name}" to explain. The queries are: {names}.',
    hints: ['For example: npx xpto explain wordcount --mode append'],
  },
  SLIDE_ABOVE_WINDOW: {
    condition: 'DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION',
    sqlState: '42K09',
    message: '--slide is "{slide}", which is more than --window, "{window}".',
    hints: [
      'Why: between the end of a window and the beginning of the next one, words would belong to no window.',
      'Legal: a slide as long as the window, so that each word is in one; or a shorter one, so that it is in several.',
      'Try: --window "{window}" --slide "{window}".',
    ],
  },
  STDIN_AND_SOCKET: {
    condition: null,
    message: 'Both standard input (-) and a socket ({option}) are asked for.',
    hints: ['Leave one of them out.'],
  },
  JSON_AND_SINK: {
    condition: null,
    message: '--json reports each batch on standard output, where --sink {sink} would print its rows, too.',
    hints: ['Leave one of them out.'],
  },
  LINE_WITHOUT_TIME: {
    condition: 'CAST_INVALID_INPUT',
    sqlState: '22018',
    message: 'A line begins with {value}, which is not a time.',
    hints: [
      'With --event-time each line begins with its time and a tab, as in: 2026-01-31 12:00:00<Tab>some words',
      'Without it, the time of a line is that of its arrival.',
    ],
  },
  LINE_WITHOUT_TAB: {
    condition: 'INVALID_ARRAY_INDEX',
    sqlState: '22003',
    message: 'A line has no tab, which should stand behind its time.',
    hints: ['With --event-time each line begins with its time and a tab, as in: 2026-01-31 12:00:00<Tab>some words'],
  },
  SPOOL_NOT_LOCAL: {
    condition: null,
    message: '--spool is "{spool}", which is not a folder of this machine.',
    hints: ['What waits for RAW has to be on a disk that is there at once, also when the network is not.'],
  },
  SPOOL_DAMAGED: {
    condition: null,
    message: 'The spool of ingest-twitter is damaged: {file}.',
    hints: [
      'It holds posts that are not in RAW yet, and where reading goes on.',
      'To go on without it, move its folder away: posts that were read before may then be read, and paid, again.',
    ],
  },
  RAW_IN_USE: {
    condition: null,
    message: 'Another xpto ingest-twitter (process {pid}) fills {spool}.',
    hints: ['End it first. If there is no such process, remove {file}.'],
  },
  X_CAP: {
    condition: null,
    message: 'X gives no more posts this month: the usage cap is reached.',
    hints: ["What was read is in RAW. The cap of the month is on the Usage page of X's developer console."],
  },
  BUDGET_SPENT: {
    condition: null,
    message: 'The limit of this run is reached: {posts} posts were read, which cost US$ {usd}.',
    hints: [
      'What was read is in RAW, and the next run goes on behind it.',
      'To read more in one run: --max-usd and --max-posts.',
    ],
  },
  BUDGET_BELOW_PAGE: {
    condition: null,
    message: 'The limit of this run leaves {left} more posts, and a search at X gives {page} or more at once.',
    hints: [
      'Posts read: {posts}, which cost US$ {usd}. They are in RAW, and the next run goes on behind them.',
      'To read more in one run: --max-usd and --max-posts.',
    ],
  },
  X_UNAUTHORIZED: {
    condition: null,
    message: 'X does not accept the token.',
    hints: [
      'It should be the bearer token of an app, in the environment as X_BEARER_TOKEN, or in a file: --token-file FILE',
      'Without an account: npx xpto twitter-replay, and here --source replay',
    ],
  },
  X_REFUSED: {
    condition: null,
    message: 'X refuses the request ({status}): {detail}',
  },
  X_SECOND_CONNECTION: {
    condition: null,
    message: 'The stream of this app is open elsewhere, and X allows one connection at a time.',
    hints: [
      'Is another program, or another machine, listening with the same token? End it, or use --source search here.',
      'One that was killed is forgotten by X after a minute or so.',
    ],
  },
  NO_TOKEN: {
    condition: null,
    message: 'X wants a token, and there is none.',
    hints: [
      'Put the bearer token of your app into the environment as X_BEARER_TOKEN, or into a file: --token-file FILE',
      'Without an account: npx xpto twitter-replay, and here --source replay',
    ],
  },
  TOKEN_UNREADABLE: {
    condition: null,
    message: 'There is no token in {source}.',
    hints: ["It is one line: the bearer token of your app, from the Keys and tokens page of X's developer console."],
  },
  JETSTREAM_REFUSED: {
    condition: null,
    message: '{host} gives no stream of Bluesky: it answers with {status}.',
    hints: ['Another one, with --jetstream: wss://jetstream1.us-west.bsky.network/subscribe'],
  },
  PROXY_UNREADABLE: {
    condition: null,
    message: 'HTTPS_PROXY in the environment is no address of an HTTP proxy.',
    hints: ['For example: HTTPS_PROXY=http://localhost:3128. To go without one: NO_PROXY=api.x.com'],
  },
  RECHECK_IS_OF_X: {
    condition: null,
    message: '--recheck looks posts up at X; those of Bluesky are not there.',
    hints: ['--source bluesky hears of deletions as they are made, while it runs.'],
  },
  QUERY_UNREADABLE: {
    condition: null,
    message: 'The query "{query}" cannot be read: {problems}.',
    hints: [
      'Words, "phrases", OR, -word, (groups), #tag, lang:pt, is:reply: as at X. For example: (presidente OR lula) lang:pt',
    ],
  },
  OPTION_NOT_A_WEB_SOCKET: {
    condition: null,
    message: '{option} is "{value}", which is no address of a WebSocket.',
    hints: ['For example: {option} wss://jetstream1.us-west.bsky.network/subscribe'],
  },
  OPTION_NOT_USD: {
    condition: null,
    message: '{option} is "{value}", which is no amount of dollars.',
    hints: ['For example: {option} 2.50'],
  },
  OUTPUT_FAILED: {
    condition: null,
    message: 'Standard output cannot be written: {reason}.',
    hints: ['Is the disk full?'],
  },
  UNKNOWN_INPUT: {
    condition: null,
    message: '"{input}" is not an input: only - is, which is standard input.',
    hints: ['To read a file: npx xpto {command} - < file.txt'],
  },
} as const satisfies Record<string, ErrorEntry>;
