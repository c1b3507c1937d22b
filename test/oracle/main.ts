/** `npm run oracle -- DIR...`: replays recordings of real Spark and prints where xpto differs. */
import { inspect } from 'node:util';
import { check, readCases } from './cases.ts';

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error('Usage: npm run oracle -- DIR...\n\nDIR holds cases recorded from Spark; those of the tests are in');
  console.error('test/oracle/cases and test/oracle/console-cases.');
  process.exit(2);
}
const show = (value: unknown) =>
  inspect(value, { depth: 10, breakLength: 140, maxArrayLength: 50 }).replaceAll('\n', '\n          ');
let [passed, failed] = [0, 0];
for (const path of paths) {
  for (const [file, given] of readCases(path)) {
    let difference: { where: string; spark: unknown; xpto: unknown } | undefined;
    try {
      difference = await check(given);
    } catch (error) {
      difference = { where: 'xpto itself', spark: 'an answer', xpto: error };
    }
    if (!difference) passed++;
    else {
      failed++;
      console.log(
        `${file}: ${difference.where}\n   spark  ${show(difference.spark)}\n   xpto   ${show(difference.xpto)}`,
      );
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
