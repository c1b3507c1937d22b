import { Session } from 'xpto';
import type { ConsoleCase } from './case.ts';
import type { Difference } from './compare.ts';
import { ddlOf, decodeRows } from './values.ts';

/** Prints the rows of a recorded run of Spark's console sink, and compares byte for byte. */
export async function replayConsole(given: ConsoleCase): Promise<Difference | undefined> {
  const printed: string[] = [];
  const session = new Session({ output: { write: async text => void printed.push(text) } });
  session.conf.set('spark.sql.session.timeZone', 'UTC');
  const stream = session.memoryStream(ddlOf(given.schema));
  const frame = stream.toDF();
  const query = frame.writeStream.format('console').options(given.options).start();
  for (const rows of given.batches) {
    stream.add(decodeRows(rows, frame.schema));
    await query.processAllAvailable();
  }
  await query.stop();
  const [spark, xpto] = [given.stdout.join(''), printed.join('')];
  if (spark === xpto) return undefined;
  const [expected, actual] = [spark.split('\n'), xpto.split('\n')];
  const line = expected.findIndex((text, i) => text !== actual[i]);
  return { where: `line ${line + 1}`, spark: expected[line], xpto: actual[line] ?? 'nothing' };
}
