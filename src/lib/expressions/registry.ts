import { closest } from '../base/closest.ts';
import { AnalysisError } from '../base/errors.ts';
import type { FunctionDefinition } from './function.ts';
import { aggregateFunctions } from './functions/aggregates.ts';
import { arithmeticFunctions } from './functions/arithmetic.ts';
import { arraySetFunctions } from './functions/array-sets.ts';
import { arrayFunctions } from './functions/arrays.ts';
import { bitFunctions } from './functions/bits.ts';
import { castFunctions } from './functions/casts.ts';
import { comparisonFunctions } from './functions/comparison.ts';
import { conditionalFunctions } from './functions/conditional.ts';
import { datetimeFunctions } from './functions/datetime.ts';
import { datetimeMakeFunctions } from './functions/datetime-make.ts';
import { datetimePartFunctions } from './functions/datetime-parts.ts';
import { encodingFunctions } from './functions/encodings.ts';
import { formatFunctions } from './functions/formats.ts';
import { generatorFunctions } from './functions/generators.ts';
import { hashFunctions } from './functions/hashes.ts';
import { higherOrderFunctions } from './functions/higher-order.ts';
import { jsonFunctions } from './functions/json.ts';
import { logicFunctions } from './functions/logic.ts';
import { mapFunctions } from './functions/maps.ts';
import { mathFunctions } from './functions/math.ts';
import { numberFormatFunctions } from './functions/number-formats.ts';
import { patternFunctions } from './functions/patterns.ts';
import { quantileFunctions } from './functions/quantiles.ts';
import { randomFunctions } from './functions/random.ts';
import { sequenceFunctions } from './functions/sequence.ts';
import { statisticFunctions } from './functions/statistics.ts';
import { structFunctions } from './functions/structs.ts';
import { textFunctions } from './functions/text.ts';
import { textPlaceFunctions } from './functions/text-places.ts';
import { textShapeFunctions } from './functions/text-shapes.ts';
import { windowFunctions } from './functions/windows.ts';
import type { Settings, TypedExpression } from './typed.ts';

const families: readonly (readonly FunctionDefinition[])[] = [
  arithmeticFunctions,
  mathFunctions,
  comparisonFunctions,
  logicFunctions,
  conditionalFunctions,
  structFunctions,
  arrayFunctions,
  arraySetFunctions,
  sequenceFunctions,
  mapFunctions,
  higherOrderFunctions,
  textFunctions,
  textPlaceFunctions,
  textShapeFunctions,
  patternFunctions,
  encodingFunctions,
  formatFunctions,
  numberFormatFunctions,
  hashFunctions,
  jsonFunctions,
  bitFunctions,
  castFunctions,
  datetimePartFunctions,
  datetimeFunctions,
  datetimeMakeFunctions,
  aggregateFunctions,
  statisticFunctions,
  quantileFunctions,
  randomFunctions,
  generatorFunctions,
  windowFunctions,
];

const byName = new Map<string, FunctionDefinition>();
for (const family of families) {
  for (const definition of family) {
    for (const name of [definition.name, ...(definition.aliases ?? [])]) byName.set(name.toLowerCase(), definition);
  }
}

/** Every function by every name that it answers to. */
export const functionNames = (): string[] => [...byName.keys()].sort();

/** A function called by the engine itself, as SQL would call it. */
export const callFunction = (name: string, args: readonly TypedExpression[], settings: Settings): TypedExpression =>
  findFunction(name).resolve(args, { settings, distinct: false, lambda: noLambda });

const noLambda = (): never => {
  throw new TypeError('no lambda is passed here');
};

/** @throws AnalysisError `UNRESOLVED_ROUTINE` */
export function findFunction(name: string): FunctionDefinition {
  const definition = byName.get(name.toLowerCase());
  if (definition) return definition;
  // A name with a space is for what SQL writes in another way, or not at all.
  const near = closest(
    name,
    functionNames().filter(known => !known.includes(' ')),
  );
  throw near === undefined
    ? new AnalysisError('UNRESOLVED_ROUTINE', { name })
    : new AnalysisError('UNRESOLVED_ROUTINE.WITH_SUGGESTION', { name, closest: near });
}
