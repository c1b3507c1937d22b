import { type AtomicType, decimalType } from '../../columns/types.ts';
import { castTo } from '../cast.ts';
import { type FunctionDefinition, requireCount } from '../function.ts';

const TYPES: readonly AtomicType[] = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'string',
  'binary',
  'date',
  'timestamp',
];

/** Casts written as calls, `int('1')`: they show as what is cast. */
export const castFunctions: readonly FunctionDefinition[] = [...TYPES, 'decimal' as const].map(name => ({
  name,
  resolve(args, { settings }) {
    requireCount(name, args.length, 1);
    const cast = castTo(args[0], name === 'decimal' ? decimalType(10, 0) : name, settings, { explicit: true });
    return cast.kind === 'call' ? { ...cast, sql: ([text]: readonly string[]) => text } : cast;
  },
}));
