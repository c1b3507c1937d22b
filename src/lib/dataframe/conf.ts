import { systemTimeZone } from '../base/clock.ts';
import { byCloseness } from '../base/closest.ts';
import { UsageError } from '../base/errors.ts';
import { type Phrase, phrase } from '../base/messages/index.ts';
import { findZone } from '../columns/time/zone.ts';
import type { Settings } from '../expressions/typed.ts';
import { onDisk } from '../state/disk-entries.ts';
import type { OpenEntries } from '../state/entries.ts';
import { inMemory } from '../state/entry-table.ts';

const TIME_ZONE = 'spark.sql.session.timeZone';
/** Stands for the machine's time zone. */
const SYSTEM = 'system';

/** The package of Spark's state stores. */
const PROVIDERS = 'org.apache.spark.sql.execution.streaming.state.';
/** Where state lies while a query runs, by Spark's class of the same use and by a plain name. */
const STATE_PROVIDERS: Readonly<Record<string, 'memory' | 'disk'>> = {
  memory: 'memory',
  [`${PROVIDERS}HDFSBackedStateStoreProvider`]: 'memory',
  disk: 'disk',
  [`${PROVIDERS}RocksDBStateStoreProvider`]: 'disk',
};

/** The settings that a session knows, by Spark's names, with their defaults; one that Spark has not is `xpto.`. */
const DEFAULTS = {
  'spark.app.name': 'xpto',
  'spark.local.dir': '',
  'spark.sql.ansi.enabled': 'true',
  'spark.sql.session.timeZone': SYSTEM,
  'spark.sql.shuffle.partitions': '1',
  'spark.sql.streaming.checkpointLocation': '',
  'spark.sql.streaming.noDataMicroBatches.enabled': 'true',
  'spark.sql.streaming.schemaInference': 'false',
  'spark.sql.streaming.multipleWatermarkPolicy': 'min',
  'spark.sql.streaming.numRecentProgressUpdates': '100',
  'spark.sql.streaming.stateStore.providerClass': `${PROVIDERS}HDFSBackedStateStoreProvider`,
  'xpto.sink.sparkLog': 'true',
} as const;

export type ConfKey = keyof typeof DEFAULTS;

const isBoolean = (value: string) => value === 'true' || value === 'false';
const isCount = (value: string) => /^[1-9]\d*$/.test(value);

interface Check {
  readonly allowed: Phrase;
  readonly accepts: (value: string) => boolean;
  readonly error:
    | 'INVALID_CONF_VALUE.REQUIREMENT'
    | 'INVALID_CONF_VALUE.TIME_ZONE'
    | 'INVALID_CONF_VALUE.TYPE_MISMATCH';
}

const truth: Check = {
  allowed: phrase('ALLOWED_BOOLEAN'),
  accepts: isBoolean,
  error: 'INVALID_CONF_VALUE.TYPE_MISMATCH',
};
const count: Check = {
  allowed: phrase('ALLOWED_COUNT', { least: 1 }),
  accepts: isCount,
  error: 'INVALID_CONF_VALUE.REQUIREMENT',
};

const CHECKS: Partial<Record<ConfKey, Check>> = {
  'spark.sql.ansi.enabled': truth,
  'spark.sql.session.timeZone': {
    allowed: phrase('ALLOWED_TIME_ZONE'),
    accepts: value => findZone(value) !== undefined,
    error: 'INVALID_CONF_VALUE.TIME_ZONE',
  },
  'spark.sql.shuffle.partitions': count,
  'spark.sql.streaming.noDataMicroBatches.enabled': truth,
  'spark.sql.streaming.schemaInference': truth,
  'spark.sql.streaming.multipleWatermarkPolicy': {
    allowed: phrase('ALLOWED_MIN_OR_MAX'),
    accepts: value => value === 'min' || value === 'max',
    error: 'INVALID_CONF_VALUE.REQUIREMENT',
  },
  'spark.sql.streaming.numRecentProgressUpdates': count,
  'spark.sql.streaming.stateStore.providerClass': {
    allowed: phrase('ALLOWED_STATE_PROVIDER'),
    accepts: value => Object.hasOwn(STATE_PROVIDERS, value),
    error: 'INVALID_CONF_VALUE.REQUIREMENT',
  },
  'xpto.sink.sparkLog': truth,
};

/** Where the queries that start now keep their state while they run. */
export function stateIn(conf: Conf): OpenEntries {
  const provider = STATE_PROVIDERS[conf.get('spark.sql.streaming.stateStore.providerClass')];
  return provider === 'memory' ? inMemory : onDisk(conf.get('spark.local.dir'));
}

/** A session's settings. A query runs with those of the moment at which it starts. */
export class Conf {
  readonly #values = new Map(Object.entries(DEFAULTS) as [ConfKey, string][]);

  get(key: ConfKey): string;
  /** @returns `byDefault` for a setting that there is not, as PySpark */
  get(key: string, byDefault: string): string;
  get(key: string, byDefault: string | null): string | null;
  get(key: string, byDefault?: string | null): string | null {
    const value = this.#values.get(key as ConfKey);
    if (value === undefined) {
      if (byDefault !== undefined) return byDefault;
      throw new UsageError('SQL_CONF_NOT_FOUND', { key, names: namesNear(key) });
    }
    return key === TIME_ZONE && value === SYSTEM ? systemTimeZone() : value;
  }

  /** What expressions need to know. The machine's time zone is asked for only where one is needed. */
  settings(): Settings {
    const timeZone = this.#values.get(TIME_ZONE)!;
    return {
      ansi: this.get('spark.sql.ansi.enabled') === 'true',
      get timeZone() {
        return timeZone === SYSTEM ? systemTimeZone() : timeZone;
      },
    };
  }

  set(key: ConfKey, value: string | boolean | number): void {
    if (!Object.hasOwn(DEFAULTS, key)) {
      throw new UsageError('UNKNOWN_CONF', { key, names: namesNear(key) });
    }
    const text = String(value);
    const check = CHECKS[key];
    const normal = isBoolean(text.toLowerCase()) ? text.toLowerCase() : text;
    if (check && !check.accepts(normal))
      throw new UsageError(check.error, { key, value: text, allowed: check.allowed });
    this.#values.set(key, normal);
  }

  /** Back to the default. */
  unset(key: ConfKey): void {
    if (Object.hasOwn(DEFAULTS, key)) this.#values.set(key, DEFAULTS[key]);
  }
}

const namesNear = (key: string): string => byCloseness(key, Object.keys(DEFAULTS)).join(', ');
