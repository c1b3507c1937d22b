/**
 * The second half of the course in some seconds: invented tweets come from a server that answers as X does, through the
 * real commands, into RAW, into REF while they arrive, and into SQL.
 */
import { join } from 'node:path';
import { Command } from 'commander';
import { inventPosts } from '../lib/twitter/corpus/invented-posts.ts';
import { type Replay, startReplay } from '../lib/twitter/replay/server.ts';
import { define as defineAthenaQuery } from './athena-query.ts';
import { define as defineAthenaSetup } from './athena-setup.ts';
import { define as defineIngest } from './ingest-twitter.ts';
import type { Io } from './io.ts';
import { define as defineRawToRef } from './raw-to-ref.ts';
import { type DayMoods, sentimentChart } from './sentiment-chart.ts';

const POSTS = 1500;
const DAYS = 5;
const POSTS_PER_SECOND = 600;
const QUESTION = 'sentimento-por-dia';

/** What the reader would type, and what it shows; plays the act. */
export interface LakeAct {
  readonly story: 'DEMO_ACT_LAKE' | 'DEMO_ACT_SETUP' | 'DEMO_ACT_QUESTION';
  readonly commands: readonly string[];
  play(io: Io): Promise<void>;
}

/** @param folder where RAW and REF are to lie */
export function lakeActs(folder: string): readonly LakeAct[] {
  const [raw, ref] = ['raw', 'ref'].map(name => join(folder, name));
  return [
    {
      story: 'DEMO_ACT_LAKE',
      commands: [
        `npx xpto twitter-replay --wait --rate ${POSTS_PER_SECOND}/s`,
        'npx xpto ingest-twitter --source replay --flush 1s',
        'npx xpto raw-to-ref --trigger "1 second"',
      ],
      play: io => fill(io, raw, ref),
    },
    {
      story: 'DEMO_ACT_SETUP',
      commands: ['npx xpto athena-setup --apply'],
      async play(io) {
        // Of the plan and the sample this shows what was done and proven.
        await runCommand(defineAthenaSetup, { ...io, stdout: unread(io) }, ['--ref', ref, '--apply']);
      },
    },
    {
      story: 'DEMO_ACT_QUESTION',
      commands: [`npx xpto athena-query --example ${QUESTION}`],
      async play(io) {
        const days: DayMoods[] = [];
        const stdout = reading(io, line => days.push(dayOf(line)));
        await runCommand(defineAthenaQuery, { ...io, stdout }, ['--ref', ref, '--example', QUESTION, '--json']);
        for (const line of sentimentChart(days, io.style)) io.note(line);
      },
    },
  ];
}

/** Collects until the replay has sent its last post, and turns RAW into REF until all of it is there. */
async function fill(io: Io, raw: string, ref: string): Promise<void> {
  const [collected, refined] = [new AbortController(), new AbortController()];
  const inRaw = { posts: 0, files: 0 };
  let [isOver, filesInRef] = [false, 0];
  let begin = () => {};
  const begun = new Promise<void>(resolve => {
    begin = resolve;
  });
  const endCollected = () => {
    if (isOver && inRaw.posts >= replay.api.bill.ids.size) collected.abort();
  };
  const replay = await startReplay({
    posts: inventPosts({ count: POSTS, days: DAYS }),
    port: 0,
    rate: POSTS_PER_SECOND,
    keepsTimes: true,
    pastMs: 0,
    waits: true,
    listener: {
      over() {
        isOver = true;
        endCollected();
      },
    },
  });
  const events = reading(io, line => {
    const event = JSON.parse(line) as { event: string; name: string; posts: number };
    if (event.event !== 'file') return;
    inRaw.posts += event.posts;
    inRaw.files++;
    io.note(io.style.dim(io.text('INGEST_FILE', event)));
    begin();
    endCollected();
  });
  const progress = reading(io, line => {
    const { name, numInputRows } = JSON.parse(line) as { name: string; numInputRows: number };
    if (name === 'raw-to-ref') filesInRef += numInputRows;
    if (collected.signal.aborted && filesInRef >= inRaw.files) refined.abort();
  });
  const collecting = collect(actor(io, events, collected.signal), replay, raw).finally(begin);
  const refining = begun.then(() =>
    runCommand(defineRawToRef, actor(io, progress, refined.signal), [
      ...['--raw', raw, '--ref', ref, '--trigger', '1 second', '--json'],
    ]),
  );
  try {
    await Promise.all([collecting, refining]);
  } finally {
    collected.abort();
    refined.abort();
    await Promise.allSettled([collecting, refining]);
    await replay.close();
  }
}

/** For a command that is stopped where it has done enough. That it was stopped is not what the reader has asked for. */
function actor(io: Io, stdout: Io['stdout'], stopped: AbortSignal): Io {
  const stopping = [io.text('INGEST_STOPPING'), io.text('STOPPING')];
  const note = (line: string) => {
    if (io.interrupted.aborted || !stopping.includes(line)) io.note(line);
  };
  return { ...io, note, stdout, interrupted: AbortSignal.any([io.interrupted, stopped]) };
}

const collect = (io: Io, { port }: Replay, raw: string): Promise<void> =>
  runCommand(defineIngest, io, [
    ...['--source', 'replay', '--replay-port', String(port), '--raw', raw],
    ...['--flush', '1s', '--json'],
  ]);

async function runCommand(define: (command: Command, io: Io) => void, io: Io, args: string[]): Promise<void> {
  const command = new Command();
  define(command, io);
  await command.parseAsync(args, { from: 'user' });
}

/** An output of which each line is read here. */
function reading({ stdout }: Io, onLine: (line: string) => void): Io['stdout'] {
  let rest = '';
  const write = async (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) onLine(line);
  };
  return { ...stdout, isTerminal: false, write };
}

const unread = (io: Io): Io['stdout'] => reading(io, () => {});

function dayOf(line: string): DayMoods {
  const { ano, mes, dia, positivos, negativos, neutros } = JSON.parse(line) as Record<string, string | number>;
  const day = [ano, mes, dia].map(part => String(part).padStart(2, '0')).join('-');
  return { day, positive: Number(positivos), negative: Number(negativos), neutral: Number(neutros) };
}
