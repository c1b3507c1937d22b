import { atomicTypes, decimalType } from '../../columns/types.ts';
import { castTo } from '../cast.ts';
import { type FunctionDefinition, requireCount } from '../function.ts';

/** The types that SQL has such a function for. */
const TYPES = atomicTypes.filter(type => type !== 'timestamp_ntz' && type !== 'void');

/** Casts written as calls, `int('1')`: they show as what is cast. */
export const castFunctions: readonly FunctionDefinition[] = [...TYPES, 'decimal' as const].map(name => ({
  name,
  resolve(args, { settings }) {
    requireCount(name, args.length, 1);
    const cast = castTo(args[0], name === 'decimal' ? decimalType(10, 0) : name, settings, { explicit: true });
    return cast.kind === 'call' ? { ...cast, sql: ([text]: readonly string[]) => text } : cast;
  },
}));
