// The word count with a `where`, a second key and a `sum`, over standard input.
import { functions as F, Session } from '../../dist/index.js';

const session = new Session();
const words = session.readStream
  .format('stdin')
  .load()
  .select(F.explode(F.split('value', ' ')).alias('palavra'));
const query = words
  .where(F.length('palavra').gt(3))
  .groupBy('palavra', F.substring('palavra', 1, 1).alias('inicial'))
  .agg(F.count('*').alias('vezes'), F.sum(F.length('palavra')).alias('letras'))
  .writeStream.outputMode('complete')
  .format('console')
  .trigger({ availableNow: true })
  .start();
await query.awaitTermination();
