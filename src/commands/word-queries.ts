import { UsageError } from '../lib/base/errors.ts';
import type { Column } from '../lib/dataframe/column.ts';
import type { DataFrame } from '../lib/dataframe/dataframe.ts';
import * as F from '../lib/dataframe/functions.ts';
import type { Session } from '../lib/dataframe/session.ts';
import type { OutputMode } from '../lib/plan/operator.ts';

/** What the word count and the window exercise can be asked for. */
export interface WordQueryOptions {
  readonly mode: OutputMode;
  /** Lines begin with their time and a tab; else a line's time is that of its arrival. */
  readonly eventTime: boolean;
  readonly window: string | undefined;
  readonly slide: string | undefined;
  readonly watermark: string | undefined;
}

/**
 * The course's exercises 1 to 3: each line split at single spaces into `palavra`, the words counted. With a window,
 * counted in each window of event time.
 *
 * @param lines a stream with the columns `value` and, where time matters, `timestamp`
 */
export function countWords(lines: DataFrame, { eventTime, window, slide, watermark }: WordQueryOptions): DataFrame {
  if (slide !== undefined && window === undefined) throw new UsageError('SLIDE_WITHOUT_WINDOW');
  const timed = eventTime ? withTimeOfLine(lines) : lines;
  const marked = watermark === undefined ? timed : timed.withWatermark('timestamp', watermark);
  const palavra = F.explode(F.split('value', ' ')).alias('palavra');
  if (window === undefined && watermark === undefined) return timed.select(palavra).groupBy('palavra').count();
  const words = marked.select(palavra, 'timestamp');
  const keys: (Column | string)[] =
    window === undefined ? ['palavra'] : [F.window('timestamp', window, slide), 'palavra'];
  return words.groupBy(...keys).count();
}

/** The window exercise: as `countWords`, in order of the windows where the mode has a whole table to put in order. */
export function countWordsByWindow(lines: DataFrame, options: WordQueryOptions): DataFrame {
  const counted = countWords(lines, options);
  return options.mode === 'complete' ? counted.orderBy('window') : counted;
}

/** True when the query needs to know when a line was. */
export const needsTime = ({ window, watermark, eventTime }: WordQueryOptions): boolean =>
  window !== undefined || watermark !== undefined || eventTime;

/** `2026-01-01 12:00:00<tab>some words`: the time, and the words in place of the line. */
function withTimeOfLine(lines: DataFrame): DataFrame {
  const parts = F.split('value', '\t', 2);
  return lines.select(parts.getItem(0).cast('timestamp').alias('timestamp'), parts.getItem(1).alias('value'));
}

/** The lines of a socket, as `session.readStream.format("socket")` gives them. */
export function socketLines(
  session: Session,
  {
    host,
    port,
    includeTimestamp,
    maxLineBytes,
  }: { host: string; port: number; includeTimestamp: boolean; maxLineBytes: number },
): DataFrame {
  return session.readStream.format('socket').options({ host, port, includeTimestamp, maxLineBytes }).load();
}
