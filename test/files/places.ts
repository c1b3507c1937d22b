import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Files } from '../../src/lib/files/files.ts';
import { LocalFiles } from '../../src/lib/files/local-files.ts';
import { MemoryFiles } from '../../src/lib/files/memory-files.ts';
import { nodeDisk } from '../../src/lib/files/node-disk.ts';
import { randomFrom } from '../support/random.ts';
import { SimulatedMachine } from '../support/simulated-disk.ts';

/** A kind of place that files may be in; `make` gives an empty one. */
export interface Place {
  readonly name: string;
  readonly make: () => Promise<{ files: Files; remove?: () => Promise<void> }>;
}

const onNodeDisk = async (hasLinks: boolean) => {
  const folder = await mkdtemp(join(tmpdir(), 'xpto-files-'));
  const link = () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM', syscall: 'link' }));
  const files = new LocalFiles(join(folder, 'root'), hasLinks ? nodeDisk : { ...nodeDisk, link });
  return { files, remove: () => rm(folder, { recursive: true }) };
};

const simulated = async (hasLinks: boolean) => ({
  files: new LocalFiles('/a/b/root', new SimulatedMachine({ hasLinks, shortWrites: randomFrom(1) }).start()),
});

/** All that need nothing outside this repository. */
export const places: readonly Place[] = [
  { name: 'memory', make: async () => ({ files: new MemoryFiles() }) },
  { name: 'a local folder', make: () => onNodeDisk(true) },
  { name: 'a local folder without hard links', make: () => onNodeDisk(false) },
  { name: 'a simulated disk', make: () => simulated(true) },
  { name: 'a simulated disk without hard links', make: () => simulated(false) },
];
