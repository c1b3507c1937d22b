// For `xpto run`: JSON lines of tweets in a folder to Parquet, partitioned by the day of the tweet.
import { functions as F } from 'xpto';

const SCHEMA =
  'id string, text string, created_at timestamp, author_id string, lang string, ' +
  'public_metrics struct<retweet_count: bigint, reply_count: bigint, like_count: bigint, quote_count: bigint>';

export default (session, [input, output]) =>
  session.readStream
    .format('json')
    .schema(SCHEMA)
    .load(input)
    .select(
      'id',
      'text',
      'created_at',
      'author_id',
      'lang',
      F.col('public_metrics.retweet_count').alias('retweets'),
      F.col('public_metrics.like_count').alias('likes'),
      F.to_date('created_at').alias('dia'),
    )
    .writeStream.format('parquet')
    .partitionBy('dia')
    .option('path', output)
    .trigger({ availableNow: true })
    .start();
