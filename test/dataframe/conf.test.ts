import { expect, test } from 'vitest';
import { Session } from 'xpto';
import { thrownBy } from '../support/script.ts';

const ZONE = 'spark.sql.session.timeZone';

test('a setting is set, read and unset; one that there is not has the value given instead', () => {
  const { conf } = new Session();
  conf.set('spark.sql.ansi.enabled', false);
  expect(conf.get('spark.sql.ansi.enabled')).toBe('false');
  conf.set('spark.sql.ansi.enabled', 'TRUE');
  expect(conf.get('spark.sql.ansi.enabled', 'none')).toBe('true');
  conf.set(ZONE, 'America/Sao_Paulo');
  conf.unset(ZONE);
  expect(conf.get(ZONE)).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  expect(conf.get('spark.nope', 'none')).toBe('none');
  expect(conf.get('spark.nope', null)).toBeNull();
  conf.unset('spark.nope' as never);
});

test.for<[what: string, act: (conf: Session['conf']) => unknown, condition: string]>([
  ['get(spark.nope)', conf => conf.get('spark.nope' as never), 'SQL_CONF_NOT_FOUND'],
  ['a truth', conf => conf.set('spark.sql.ansi.enabled', 'perhaps'), 'INVALID_CONF_VALUE.TYPE_MISMATCH'],
  [
    'a store',
    conf => conf.set('spark.sql.streaming.stateStore.providerClass', 'tape'),
    'INVALID_CONF_VALUE.REQUIREMENT',
  ],
  ['a zone', conf => conf.set(ZONE, 'Mars/Phobos'), 'INVALID_CONF_VALUE.TIME_ZONE'],
  ['a count', conf => conf.set('spark.sql.shuffle.partitions', 0), 'INVALID_CONF_VALUE.REQUIREMENT'],
  [
    'a policy',
    conf => conf.set('spark.sql.streaming.multipleWatermarkPolicy', 'mean'),
    'INVALID_CONF_VALUE.REQUIREMENT',
  ],
])('%s is refused', async ([, act, condition]) =>
  expect(await thrownBy(() => act(new Session().conf))).toBe(condition),
);
