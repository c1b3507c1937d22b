import type { Command } from 'commander';
import { UsageError } from '../lib/base/errors.ts';
import { parseTrigger, type TriggerOptions } from '../lib/engine/trigger.ts';
import { type OutputMode, outputModes } from '../lib/plan/operator.ts';
import { DEFAULT_MAX_LINE_BYTES } from '../lib/sources/line-reader.ts';
import type { Io } from './io.ts';
import {
  count,
  delay,
  host,
  LINES_PORT,
  length,
  nonEmpty,
  oneOf,
  port,
  size,
  timeZone,
  valueOption,
  yesOrNo,
} from './options.ts';
import type { WordQuery } from './word-queries.ts';

const sinks = ['console', 'json', 'noop'] as const;
/** Beyond this a line's words would be too long for a string of JavaScript to hold. */
const LONGEST_LINE_BYTES = 1 << 28;

/** The options that the commands which run a word query share. */
export interface QueryOptions {
  readonly mode: OutputMode;
  readonly host: string;
  readonly port: number;
  readonly trigger?: TriggerOptions;
  readonly window?: string;
  readonly slide?: string;
  readonly watermark?: string;
  readonly eventTime: boolean;
  readonly sink: (typeof sinks)[number];
  readonly numRows: number;
  readonly truncate: boolean;
  readonly name?: string;
  readonly timeZone?: string;
  readonly lateRows?: string;
  readonly retry: boolean;
  readonly keep: boolean;
  readonly raw: boolean;
  readonly json: boolean;
  readonly maxLineBytes: number;
}

export function addQueryOptions(command: Command, io: Io, defaults: WordQuery['defaults']): Command {
  const { text } = io;
  return command
    .argument('[input]', text('ARGUMENT_INPUT'))
    .addOption(valueOption('--mode <mode>', text('OPTION_MODE'), oneOf(outputModes), 'complete'))
    .addOption(valueOption('--host <host>', text('OPTION_HOST'), host, 'localhost'))
    .addOption(valueOption('--port <port>', text('OPTION_PORT'), port, LINES_PORT))
    .addOption(valueOption('--trigger <trigger>', text('OPTION_TRIGGER'), trigger))
    .addOption(valueOption('--window <duration>', text('OPTION_WINDOW'), length, defaults.window))
    .addOption(valueOption('--slide <duration>', text('OPTION_SLIDE'), length, defaults.slide))
    .addOption(valueOption('--watermark <delay>', text('OPTION_WATERMARK'), delay))
    .option('--event-time', text('OPTION_EVENT_TIME'), false)
    .addOption(valueOption('--sink <sink>', text('OPTION_SINK'), oneOf(sinks), 'console'))
    .addOption(valueOption('--num-rows <n>', text('OPTION_NUM_ROWS'), count, 20))
    .addOption(
      valueOption('--truncate <boolean>', text('OPTION_TRUNCATE'), yesOrNo).default(
        defaults.truncate,
        String(defaults.truncate),
      ),
    )
    .addOption(valueOption('--name <name>', text('OPTION_NAME'), nonEmpty))
    .addOption(valueOption('--time-zone <zone>', text('OPTION_TIME_ZONE'), timeZone))
    .addOption(valueOption('--late-rows <file>', text('OPTION_LATE_ROWS'), nonEmpty))
    .option('--retry', text('OPTION_RETRY'), false)
    .option('--keep', text('OPTION_KEEP'), false)
    .option('--raw', text('OPTION_RAW'), false)
    .option('--json', text('OPTION_JSON'), false)
    .addOption(
      valueOption(
        '--max-line-bytes <n>',
        text('OPTION_MAX_LINE_BYTES'),
        size(LONGEST_LINE_BYTES),
        DEFAULT_MAX_LINE_BYTES,
      ),
    );
}

/** How often, as a trigger's interval; kept as text. */
export const interval =
  (option: string) =>
  (value: string): string => {
    const { processingTime } = trigger(option)(value) as { processingTime?: string };
    if (processingTime !== undefined) return processingTime;
    throw new UsageError('OPTION_NOT_A_DURATION', { option, value });
  };

/** `once`, `available-now`, or how often. */
const trigger =
  (option: string) =>
  (value: string): TriggerOptions => {
    if (value === 'once') return { once: true };
    if (value === 'available-now') return { availableNow: true };
    try {
      parseTrigger({ processingTime: value });
      return { processingTime: value };
    } catch {
      throw new UsageError('OPTION_NOT_A_TRIGGER', { option, value });
    }
  };
