import { RuntimeError } from '../../src/lib/base/errors.ts';
import type { Disk } from '../../src/lib/files/disk.ts';
import type { Files } from '../../src/lib/files/files.ts';
import { LocalFiles } from '../../src/lib/files/local-files.ts';
import type { SimulatedMachine } from '../support/simulated-disk.ts';

export const ROOT = '/home/lake';

/** Long enough that it is written in parts, and different for each file. */
const contentOf = (name: string): Buffer => Buffer.from(`${name} `.repeat(9));

/**
 * What is known of each file: it is there, it is gone, or, while something is being done to it, either. What a query does
 * to its files is done here in turn: logs are made, data is streamed, old logs are removed, files are archived.
 */
export class Script {
  readonly #known = new Map<string, { name: string; is: 'there' | 'gone' | 'either' }>();

  /** All of it, or what is not done yet: as after a restart. */
  async play(files: Files): Promise<void> {
    for (let n = 0; n < 3; n++) {
      await this.#make(files, `offsets/${n}`, path => files.createNew(path, contentOf(path)));
      if (!(await files.stat(`archive/${n}`)))
        await this.#make(files, `data/day=${n}/part`, path => stream(files, path));
      await this.#make(files, `commits/${n}`, path => files.createNew(path, contentOf(path)));
      if (n === 0) continue;
      await this.#do([`offsets/${n - 1}`, 'gone'], () => files.remove(`offsets/${n - 1}`));
      const [from, to] = [`data/day=${n - 1}/part`, `archive/${n - 1}`];
      if (this.#is(from) === 'gone') continue;
      const name = from;
      await this.#do([from, 'gone'], () => this.#do([to, 'there', name], () => moveOn(files, from, to)));
    }
  }

  #is(path: string) {
    return this.#known.get(path)?.is;
  }

  async #make(files: Files, path: string, make: (path: string) => Promise<void>): Promise<void> {
    if (this.#is(path) === 'gone') return;
    await this.#do([path, 'there'], async () => {
      if (!(await files.stat(path))) await make(path);
    });
  }

  async #do(
    [path, is, name = path]: [path: string, is: 'there' | 'gone', name?: string],
    action: () => Promise<void>,
  ): Promise<void> {
    if (this.#is(path) === is) return;
    this.#known.set(path, { name: this.#known.get(path)?.name ?? name, is: 'either' });
    await action();
    this.#known.set(path, { name: this.#known.get(path)?.name ?? name, is });
  }

  /** What contradicts that; for what somebody sees who has recovered. */
  wrong(machine: SimulatedMachine): string[] {
    const left = machine.files();
    const wrong: string[] = [];
    for (const [path, { name, is }] of this.#known) {
      const bytes = left.get(`${ROOT}/${path}`);
      left.delete(`${ROOT}/${path}`);
      if (bytes ? is === 'gone' : is === 'there') wrong.push(`${path} is ${bytes ? 'back' : 'lost'}`);
      if (bytes && !bytes.equals(contentOf(name))) wrong.push(`${path} has ${bytes.length} bytes`);
    }
    return [...wrong, ...[...left.keys()].map(path => `${path} is left`)];
  }
}

async function stream(files: Files, path: string): Promise<void> {
  const file = await files.create(path);
  try {
    const bytes = contentOf(path);
    for (let i = 0; i < bytes.length; i += 100) await file.write(bytes.subarray(i, i + 100));
    await file.commit();
  } catch (error) {
    await file.abort();
    throw error;
  }
}

/** Also where it has been moved before, but nobody lived to know. */
async function moveOn(files: Files, from: string, to: string): Promise<void> {
  try {
    await files.move(from, to);
  } catch (error) {
    if (!(error instanceof RuntimeError && error.key === 'FILE_NOT_FOUND' && (await files.stat(to)))) throw error;
  }
}

/** Takes over what another has left, as a process that has just started. */
export async function recovered(disk: Disk): Promise<LocalFiles> {
  const files = new LocalFiles(ROOT, disk);
  await files.recover('');
  return files;
}
