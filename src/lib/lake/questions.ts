/** The questions of the course, ready to be asked: in SQL that Athena, Trino, Spark and the engine on this machine take. */
import type { TableNames } from './ddl.ts';
import { quotedName } from './names.ts';

interface Question {
  /** In English and in Portuguese. */
  readonly names: readonly [string, string];
  readonly sql: (view: string) => string;
}

const MOODS = `count(*) AS tweets,
  count(CASE WHEN sentimento = 'Positivo' THEN 1 END) AS positivos,
  count(CASE WHEN sentimento = 'Negativo' THEN 1 END) AS negativos,
  count(CASE WHEN sentimento = 'Neutro' THEN 1 END) AS neutros`;

export const questions: readonly Question[] = [
  {
    names: ['sentiment-per-day', 'sentimento-por-dia'],
    sql: view => `SELECT
  ano, mes, dia,
  ${MOODS}
FROM ${view}
GROUP BY ano, mes, dia
ORDER BY ano, mes, dia`,
  },
  {
    names: ['sentiment-per-15-minutes', 'sentimento-por-15-minutos'],
    sql: view => `SELECT
  date_trunc('hour', created_at) + INTERVAL '15' MINUTE * CAST(floor(minute(created_at) / 15) AS INTEGER) AS inicio,
  ${MOODS}
FROM ${view}
GROUP BY 1
ORDER BY 1`,
  },
  {
    names: ['symbols', 'simbolos'],
    sql: view => `SELECT
  simbolo, sentimento,
  count(*) AS tweets
FROM ${view}
WHERE simbolo IS NOT NULL
GROUP BY simbolo, sentimento
ORDER BY tweets DESC, simbolo`,
  },
];

/** All names by which questions are asked for; the English ones first. */
export const questionNames: readonly string[] = [0, 1].flatMap(i => questions.map(({ names }) => names[i]));

/** @returns undefined where there is no question of that name */
export const questionSql = (name: string, { view }: TableNames): string | undefined =>
  questions.find(({ names }) => names.includes(name))?.sql(quotedName(view));
