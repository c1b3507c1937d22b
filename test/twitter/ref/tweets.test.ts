/** What files of RAW are read as: the tweets in them, and what is none, with its reason. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Session } from 'xpto';
import { memoryFilesAt } from '../../../src/lib/files/memory-files.ts';
import { UNREADABLE_AS_NULL } from '../../../src/lib/formats/text.ts';
import { RAW_FILES, refOf, rejectsOf } from '../../../src/lib/twitter/ref/tweets.ts';

const tweet = (id: string, text = 'x') => ({ id, text, created_at: '2026-03-02T12:00:00Z' });
const json = (...values: unknown[]) => values.map(value => JSON.stringify(value));
const pretty = (...values: unknown[]) => values.map(value => JSON.stringify(value, null, 2));
const flat = (value: unknown) => JSON.stringify(value, null, 1).replace(/^ +/gm, '');
const users = { users: [{ id: '7', name: '},{"id' }, { id: '8' }], places: [{ id: '9' }] };
const awkward = tweet('1', '}{ "a": ][{ },{"id":"5"} }\n{"id":"6"}');

let places = 0;

/** The ids of tweets, and the reasons. */
async function read(files: Readonly<Record<string, string | Buffer>>) {
  const location = `memory:///raw${places++}`;
  const folder = memoryFilesAt(location);
  for (const [path, contents] of Object.entries(files)) await folder.createNew(path, Buffer.from(contents));
  const session = new Session();
  session.conf.set('spark.sql.session.timeZone', 'UTC');
  const options = { wholetext: true, recursiveFileLookup: true, pathGlobFilter: RAW_FILES, [UNREADABLE_AS_NULL]: true };
  const raw = session.read.format('text').options(options).load(location);
  const symbols = { positive: [':)'], negative: [':('] };
  const tweets = await refOf(raw, { symbols, dedupDays: 0, ascii: true }).collect();
  const rejected = await rejectsOf(raw).collect();
  return { tweets, ids: tweets.map(({ id }) => id), reasons: rejected.map(({ reason }) => reason) };
}

test.each<[string, string | Buffer, string[], string[]]>([
  ['pretty documents behind each other', pretty(tweet('1'), awkward, tweet('3')).join('\n'), ['1', '1', '3'], []],
  ['pretty ones on one line', pretty(tweet('1'), tweet('2')).join(''), ['1', '2'], []],
  ['pretty arrays and pages behind each other', pretty([tweet('1'), tweet('2')], { data: [tweet('3')], meta: {} }, [tweet('4')]).join('\r\n'), ['1', '2', '3', '4'], []],
  ['pretty ones with commas, in no array', `${pretty(tweet('1'), tweet('2')).join(',\n')},\n`, ['1', '2'], []],
  ['pretty ones without margins', flat([{ ...tweet('1'), includes: users }, { ...awkward, includes: users }]), ['1', '1'], []],
  ['objects behind each other on a line', `${json(tweet('1'), awkward, tweet('3')).join('')}\n${json(tweet('4'))}`, ['1', '1', '3', '4'], []],
  ['with a blank between them', json(tweet('1'), tweet('2')).join(' '), ['1', '2'], []],
  ['arrays behind each other on a line', json([tweet('1')], [tweet('2'), tweet('3')]).join(''), ['1', '2', '3'], []],
  ['lines that end as on an old Macintosh', `${json(tweet('1'), tweet('2')).join('\r')}\r`, ['1', '2'], []],
  ['objects with commas, in no array', `${json(tweet('1'), { data: tweet('2') }).join(',')},\n${json(tweet('3'), awkward).join(', ')}\r\n`, ['1', '2', '3', '1'], []],
  ['lines that end in commas', `${json(tweet('1'), tweet('2')).join(',\n')},\n`, ['1', '2'], []],
  ['what a tweet has with it', json({ data: tweet('1'), includes: users }, { ...tweet('2'), entities: users }).join('\n'), ['1', '2'], []],
  ['among what is cut off', `${json(tweet('1'), tweet('2')).join('')}{"id":"3","te\n{"id":"4"\n${json(tweet('5'))}`, ['1', '2', '5'], ['not JSON', 'not JSON']],
  ['texts that look like that', json(awkward, tweet('2', '}{"id":'), tweet('3', '},{"id":"4"},'), tweet('4', '}{')).join('\n'), ['1', '2', '3', '4'], []],
  ['pages without anything', json({ data: [], meta: { result_count: 0 } }, { data: [] }, { meta: {} }).join('\n'), [], []],
  ['ids that are none', json(tweet('8\n'), tweet('１２'), tweet('123456789012345678901'), tweet('-5'), tweet('')).join('\n'), [], ['no id: 8\n', 'no id: １２', 'no id: 123456789012345678901', 'no id: -5', 'no id: ']],
  ['nothing that can be read', Buffer.from('\uFEFF{"id":"1"}', 'utf16le'), [], ['not JSON']],
])('%s', async (_what, contents, ids, reasons) => {
  expect(await read({ 'a.json': contents })).toMatchObject({ ids, reasons });
}); // biome-ignore format: a table

test('texts stay as they are, however they are split', async () => {
  const texts = ['}{ "a": 1', '},{"id":"5"}', '][', '} { "b" : [{"c":1}]'];
  const posts = texts.map((text, i) => tweet(`${i + 1}`, text));
  for (const joint of ['', ' ', ',', ', ', '\n', ',\n', '\r']) {
    for (const file of [json(...posts).join(joint), pretty(...posts).join(joint)]) {
      expect((await read({ 'a.json': file })).tweets.map(({ text }) => text)).toEqual(texts);
    }
  }
});

test('a file that cannot be unpacked is told of, and the others are read', async () => {
  const [line] = json(tweet('1'));
  const packed = gzipSync(`${line}\n${'x'.repeat(1e5)}`);
  const { ids, reasons } = await read({
    'broken.json.gz': 'no gzip',
    'cut.json.gz': packed.subarray(0, packed.length - 10),
    'zeros.json.gz': gzipSync(Buffer.alloc(20_000_000)),
    'empty.json.gz': '',
    'whole.json.gz': gzipSync(line),
  });
  expect([ids, reasons]).toEqual([['1'], ['unreadable file', 'unreadable file', 'unreadable file']]);
});
