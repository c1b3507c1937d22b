/**
 * A plan as a list of calls of DataFrame's methods, with nothing in it but text: the same calls in the same order are a
 * program of PySpark.
 */
import type { DataFrame } from '../../dataframe/dataframe.ts';

export type Step =
  | readonly ['selectExpr', ...expressions: string[]]
  | readonly ['where', condition: string]
  | readonly ['withWatermark', column: string, delay: string]
  | readonly ['dropDuplicatesWithinWatermark', columns: readonly string[]];

export const stepsFrom = (frame: DataFrame, steps: readonly Step[]): DataFrame => steps.reduce(after, frame);

function after(frame: DataFrame, step: Step): DataFrame {
  switch (step[0]) {
    case 'selectExpr':
      return frame.selectExpr(...step.slice(1));
    case 'where':
      return frame.where(step[1]);
    case 'withWatermark':
      return frame.withWatermark(step[1], step[2]);
    case 'dropDuplicatesWithinWatermark':
      return frame.dropDuplicatesWithinWatermark(step[1]);
  }
}

/** As a text in SQL, where a backslash escapes. */
export const sqlText = (text: string): string => text.replace(/[\\']/g, String.raw`\$&`);
