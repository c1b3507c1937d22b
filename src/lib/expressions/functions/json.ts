/** Functions of JSON. @see Spark jsonExpressions.scala; https://spark.apache.org/docs/latest/sql-data-sources-json.html */
import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { parseSchema, parseType } from '../../columns/ddl.ts';
import { asNullable } from '../../columns/nullability.ts';
import { allRows } from '../../columns/selection.ts';
import { zone } from '../../columns/time/zone.ts';
import { arrayType, type DataType, isKind, isNested, structType, typeSql } from '../../columns/types.ts';
import { BytesVector, type Value, type Vector } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import { castValue } from '../cast-values.ts';
import { coerce, onlyText } from '../coercion.ts';
import {
  byRow,
  constantOf,
  type FunctionDefinition,
  foldConstant,
  requireCount,
  rowFunction,
  typedCall,
} from '../function.ts';
import { inferType } from '../json/infer.ts';
import { type Json, type JsonDialect, JsonObject, JsonSyntaxError, parseJson } from '../json/parse.ts';
import { atPath, type JsonPath, parsePath } from '../json/path.ts';
import { JsonMismatch, type JsonReading, jsonReader } from '../json/read.ts';
import { jsonTextsReader } from '../json/read-texts.ts';
import { compactJson, jsonWriter } from '../json/write.ts';
import type { Settings, TypedExpression } from '../typed.ts';

/** What the functions take that know no options. */
const LENIENT: JsonDialect = { singleQuotes: true, controls: true };

export const jsonFunctions: readonly FunctionDefinition[] = [
  rowFunction({
    name: 'get_json_object',
    takes: [onlyText, onlyText],
    gives: 'string',
    nullable: true,
    compute: () => {
      const paths = new Map<string, JsonPath | undefined>();
      return (text: string, given: string) => {
        if (!paths.has(given)) paths.set(given, parsePath(given));
        const path = paths.get(given);
        const json = path && readJson(text, LENIENT);
        return path && json !== undefined ? (atPath(json, path) ?? null) : null;
      };
    },
  }),
  rowFunction({
    name: 'json_array_length',
    takes: [onlyText],
    gives: 'int',
    nullable: true,
    compute: () => (text: string) => {
      const json = readJson(text, LENIENT);
      return Array.isArray(json) ? json.length : null;
    },
  }),
  rowFunction({
    name: 'json_object_keys',
    takes: [onlyText],
    gives: arrayType('string'),
    nullable: true,
    compute: () => (text: string) => {
      const json = readJson(text, LENIENT);
      return json instanceof JsonObject ? json.fields.map(([name]) => name) : null;
    },
  }),
  {
    name: 'from_json',
    resolve(given, { settings }) {
      requireCount('from_json', given.length, 2, 3);
      const text = coerce(given[0], onlyText, 'from_json', 0, settings);
      const schema = asNullable(schemaOf(given[1]));
      return fromJson(text, schema, optionsOf('from_json', given[2]), settings);
    },
  },
  {
    name: 'to_json',
    resolve(given, { settings }) {
      requireCount('to_json', given.length, 1, 2);
      const [value] = given;
      const { type } = value;
      if (!isNested(type) && type !== 'void') {
        throw new AnalysisError('DATATYPE_MISMATCH.INVALID_JSON_SCHEMA', { type: typeSql(type) });
      }
      const options = optionsOf('to_json', given[1]);
      const write = jsonWriter(type, {
        local: zone(options.get('timezone') ?? settings.timeZone),
        dateFormat: options.get('dateformat'),
        timestampFormat: options.get('timestampformat'),
        timestampNtzFormat: options.get('timestampntzformat'),
        ignoreNullFields: options.get('ignorenullfields') !== 'false',
        pretty: options.get('pretty') === 'true',
      });
      return typedCall({
        name: 'to_json',
        args: [value],
        type: 'string',
        nullable: true,
        evaluate: byRow('string', (item: Value) => write(item)),
      });
    },
  },
  {
    name: 'schema_of_json',
    resolve(given, { settings }) {
      requireCount('schema_of_json', given.length, 1, 2);
      const text = constantOf(coerce(given[0], onlyText, 'schema_of_json', 0, settings), 'schema_of_json', 0);
      if (text === null) throw new AnalysisError('DATATYPE_MISMATCH.UNEXPECTED_NULL', { name: 'schema_of_json' });
      const dialect = dialectOf(optionsOf('schema_of_json', given[1]));
      return typedCall({
        name: 'schema_of_json',
        args: [given[0]],
        type: 'string',
        nullable: false,
        canFail: true,
        evaluate: byRow('string', (json: string) => {
          const parsed = readJson(json, dialect);
          if (parsed === undefined && json.trim() !== '') throw new RuntimeError('MALFORMED_JSON', { text: json });
          return typeSql(inferType(parsed ?? null));
        }),
      });
    },
  },
  {
    // One row for each; its columns are c0, c1, …
    name: 'json_tuple',
    resolve(given) {
      requireCount('json_tuple', given.length, 2, Number.POSITIVE_INFINITY);
      if (given.some(({ type }) => type !== 'string')) {
        throw new AnalysisError('DATATYPE_MISMATCH.NON_STRING_TYPE', { name: 'json_tuple' });
      }
      const names = given.slice(1).map((arg, i) => constantOf(arg, 'json_tuple', i + 1) as string | null);
      return {
        kind: 'generator',
        name: 'json_tuple',
        args: given,
        outer: false,
        columns: names.map((_, i) => ({ name: `c${i}`, type: 'string' })),
        type: 'string',
        nullable: true,
        generate: ([vector], length) => ({
          rows: () => allRows(length),
          columns: tupleColumns(vector, names, length),
        }),
      };
    },
  },
];

/** Undefined where the text is no JSON, or empty. */
function readJson(text: string, dialect: JsonDialect): Json | undefined {
  try {
    return parseJson(text, dialect);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

function tupleColumns(vector: Vector, names: readonly (string | null)[], length: number): Vector[] {
  const rows = Array.from({ length }, (_, row) => {
    const text = vector.get(row) as string | null;
    const json = text === null ? undefined : readJson(text, LENIENT);
    return json instanceof JsonObject ? new Map([...json.fields].reverse()) : undefined;
  });
  return names.map(name =>
    vectorOf(
      'string',
      rows.map(fields => {
        const value = name === null ? undefined : fields?.get(name);
        if (value === undefined || value === null) return null;
        return typeof value === 'string' ? value : compactJson(value);
      }),
    ),
  );
}

/** A schema is a constant text: fields, or a type. */
function schemaOf(argument: TypedExpression): DataType {
  const text = argument.type === 'string' ? foldConstant(argument)?.value : undefined;
  if (typeof text !== 'string') throw new AnalysisError('INVALID_SCHEMA.NON_STRING_LITERAL');
  const schema = typeOrFields(text);
  if (!isNested(schema)) {
    throw new AnalysisError('DATATYPE_MISMATCH.INVALID_JSON_SCHEMA', { type: typeSql(schema) });
  }
  return schema;
}

function typeOrFields(text: string): DataType {
  try {
    return parseType(text);
  } catch (error) {
    try {
      return structType(parseSchema(text));
    } catch {
      throw error; // what is wrong with it as a type says more
    }
  }
}

/** Options are a map of constants; their names are compared without regard to case. */
function optionsOf(name: string, argument: TypedExpression | undefined): ReadonlyMap<string, string> {
  if (!argument) return new Map();
  const entries = constantOf(argument, name, 2) as [string, string][];
  return new Map(entries.map(([key, value]) => [key.toLowerCase(), value]));
}

function dialectOf(options: ReadonlyMap<string, string>): JsonDialect {
  const isSet = (option: string) => options.get(option.toLowerCase()) === 'true';
  return {
    singleQuotes: options.get('allowsinglequotes') !== 'false',
    nonNumbers: options.get('allownonnumericnumbers') !== 'false',
    unquotedNames: isSet('allowUnquotedFieldNames'),
    comments: isSet('allowComments'),
    leadingZeros: isSet('allowNumericLeadingZeros'),
    controls: isSet('allowUnquotedControlChars'),
    anyEscape: isSet('allowBackslashEscapingAnyCharacter'),
  };
}

function fromJson(
  text: TypedExpression,
  schema: DataType,
  options: ReadonlyMap<string, string>,
  settings: Settings,
): TypedExpression {
  const mode = (options.get('mode') ?? 'PERMISSIVE').toUpperCase();
  const corruptColumn = options.get('columnnameofcorruptrecord') ?? '_corrupt_record';
  const reading: JsonReading = {
    ...dialectOf(options),
    timeZone: options.get('timezone') ?? settings.timeZone,
    dateFormat: options.get('dateformat'),
    timestampFormat: options.get('timestampformat'),
    timestampNtzFormat: options.get('timestampntzformat'),
    readInterval: (type, given) => castValue('string', type, settings)(given),
  };
  const read = jsonReader(schema, { ...reading, corruptColumn, failFast: mode === 'FAILFAST' });
  const rowByRow = byRow(schema, (json: string) => {
    if (mode === 'DROPMALFORMED') throw new RuntimeError('PARSE_MODE_UNSUPPORTED', { name: 'from_json', mode });
    try {
      return read(json);
    } catch (error) {
      if (!(error instanceof JsonMismatch)) throw error;
      throw new RuntimeError('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { text: json });
    }
  });
  const inBlocks = mode === 'PERMISSIVE' ? jsonTextsReader(schema, reading, corruptColumn) : undefined;
  return typedCall({
    name: 'from_json',
    args: [text],
    type: schema,
    nullable: true,
    canFail: mode === 'FAILFAST',
    sql: ([shown]) => (isKind(schema, 'map') ? 'entries' : `from_json(${shown})`),
    evaluate(args, length, context) {
      const all = () => rowByRow(args, length, context);
      const [texts] = args;
      if (!inBlocks || !(texts instanceof BytesVector)) return all();
      return inBlocks(texts, length, some => rowByRow([some], some.length, context));
    },
  });
}
