import type { Call, TypedExpression } from './typed.ts';

type CallProperties = Pick<Call, 'name' | 'args' | 'type'> &
  Partial<Omit<Call, 'kind' | 'nullable' | 'nullableOver'>> & {
    /** Whether the result can be null: always, never, or as the arguments say. */
    readonly nullable?: boolean | ((args: readonly TypedExpression[]) => boolean);
  };

const someNullable = (args: readonly TypedExpression[]): boolean => args.some(arg => arg.nullable);

/** A typed call; unless told otherwise null where some argument can be, deterministic, never failing, named `f(a, b)`. */
export const typedCall = ({ nullable = someNullable, ...properties }: CallProperties): Call => ({
  kind: 'call',
  canFail: false,
  deterministic: true,
  sql: args => `${properties.name}(${args.join(', ')})`,
  evaluate: undefined,
  evaluateLazily: undefined,
  ...properties,
  ...(typeof nullable === 'boolean' ? { nullable } : { nullable: nullable(properties.args), nullableOver: nullable }),
});
