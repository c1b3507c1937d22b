import { AnalysisError, UsageError } from '../lib/base/errors.ts';
import { delayMs, requireInterval } from '../lib/base/intervals.ts';
import type { Column } from '../lib/dataframe/column.ts';
import type { DataFrame } from '../lib/dataframe/dataframe.ts';
import * as F from '../lib/dataframe/functions/index.ts';
import type { OutputMode } from '../lib/plan/operator.ts';

/** A query over lines of text, as a command runs it and `explain` explains it. */
export interface WordQuery {
  readonly name: string;
  /** Where its options have other values than the query's own. */
  readonly defaults: { readonly window?: string; readonly slide?: string; readonly truncate: boolean };
  /** @param lines a stream with the columns `value` and, where time matters, `timestamp` */
  frame(lines: DataFrame, options: WordQueryOptions): DataFrame;
}

/** What a query over lines of text can be asked for. */
export interface WordQueryOptions {
  readonly mode: OutputMode;
  /** Lines begin with their time and a tab; else a line's time is that of its arrival. */
  readonly eventTime: boolean;
  readonly window?: string;
  readonly slide?: string;
  readonly watermark?: string;
}

export const wordCount: WordQuery = { name: 'wordcount', defaults: { truncate: true }, frame: countWords };

export const wordsByWindow: WordQuery = {
  name: 'window',
  defaults: { window: '10 minutes', slide: '5 minutes', truncate: false },
  frame: (lines, options) => {
    const counted = countWords(lines, options);
    return options.mode === 'complete' ? counted.orderBy('window') : counted; // only a whole table has an order
  },
};

/**
 * The course's exercises 1 to 3: each line split at single spaces into `palavra`, the words counted. With a window,
 * counted in each window of event time.
 */
function countWords(lines: DataFrame, { eventTime, window, slide, watermark }: WordQueryOptions): DataFrame {
  if (slide !== undefined) checkSlide(slide, window);
  const timed = eventTime ? withTimeOfLine(lines) : lines;
  const marked = watermark === undefined ? timed : timed.withWatermark('timestamp', watermark);
  const palavra = F.explode(F.split('value', ' ')).alias('palavra');
  if (window === undefined && watermark === undefined) return timed.select(palavra).groupBy('palavra').count();
  const words = marked.select(palavra, 'timestamp');
  const keys: (Column | string)[] =
    window === undefined ? ['palavra'] : [F.window('timestamp', window, slide), 'palavra'];
  return words.groupBy(...keys).count();
}

function checkSlide(slide: string, window: string | undefined): void {
  if (window === undefined) throw new UsageError('SLIDE_WITHOUT_WINDOW');
  if (delayMs(requireInterval(slide)) <= delayMs(requireInterval(window))) return;
  throw new AnalysisError('SLIDE_ABOVE_WINDOW', { slide, window });
}

/** True when the query needs to know when a line came, as the line does not say when it was. */
export const needsArrivalTime = ({ window, watermark, eventTime }: WordQueryOptions): boolean =>
  !eventTime && (window !== undefined || watermark !== undefined);

/** `2026-01-01 12:00:00<tab>some words`: the time, and the words in place of the line. */
function withTimeOfLine(lines: DataFrame): DataFrame {
  const parts = F.split('value', '\t', 2);
  return lines.select(parts.getItem(0).cast('timestamp').alias('timestamp'), parts.getItem(1).alias('value'));
}
