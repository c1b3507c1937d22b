/** What RAW tells of tweets that are no more: news of deletions, and later versions. */
import type { Session } from '../../dataframe/session.ts';
import { UNREADABLE_AS_NULL } from '../../formats/text.ts';
import { type Step, sqlText, stepsFrom } from './steps.ts';
import { RAW_FILES, recordSteps, TELLING } from './tweets.ts';

/** A version that has others before it, as a text: a look at a file that finds none saves reading it as JSON. */
const EDITED = String.raw`"edit_history_tweet_ids"\s*:\s*\[\s*"[^"]*"\s*,`;

/** Both shapes in which X tells it: `{"delete": {"tweet": {"id"}}}`, alone or as `data`; and that of v1.1. */
const DELETED_ID = `coalesce(get_json_object(deletion, '$.tweet.id'), get_json_object(deletion, '$.status.id_str'),
  get_json_object(deletion, '$.status.id'))`;

/**
 * The ids of tweets that are to be in REF no more.
 *
 * @param edited also those of versions of which RAW has a later one
 */
export async function deletedIds(session: Session, raw: string, edited: boolean): Promise<Set<string>> {
  const files = session.read
    .format('text')
    .options({
      wholetext: true,
      recursiveFileLookup: true,
      pathGlobFilter: RAW_FILES,
      ignoreMissingFiles: true,
      [UNREADABLE_AS_NULL]: true,
    })
    .load(raw);
  const found = new Set<string>();
  for (const steps of edited ? [DELETED, EARLIER_VERSIONS] : [DELETED]) {
    for await (const { id } of stepsFrom(files, steps).toLocalIterator()) found.add(id as string);
  }
  return found;
}

const DELETED: readonly Step[] = [
  ['where', `contains(value, '"delete"')`],
  ...recordSteps(TELLING),
  ['selectExpr', 'coalesce(t.delete, record.delete) AS deletion'],
  ['where', 'deletion IS NOT NULL'],
  ['selectExpr', `${DELETED_ID} AS id`],
  ['where', 'id IS NOT NULL'],
];

const EARLIER_VERSIONS: readonly Step[] = [
  ['where', `value RLIKE '${sqlText(EDITED)}'`],
  ...recordSteps(`${TELLING},edit_history_tweet_ids:array<string>`),
  ['where', 't.edit_history_tweet_ids IS NOT NULL'],
  [
    'selectExpr',
    // It lists all versions, also those behind this one.
    `explode(slice(t.edit_history_tweet_ids, 1,
      CAST(greatest(array_position(t.edit_history_tweet_ids, tweet.id) - 1, 0) AS int))) AS id`,
  ],
  ['where', 'id IS NOT NULL'],
];
