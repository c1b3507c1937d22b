import { createHash, randomBytes } from 'node:crypto';
import { type Dirent, type Stats, stat as statWith, watch } from 'node:fs';
import * as fs from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { systemClock } from '../base/clock.ts';
import { isAlive } from '../base/processes.ts';
import type { Disk, DiskEntry, DiskKind } from './disk.ts';

/** Nobody is taken for alive who has not touched his file for so long. If he was, his file fails to appear: no harm. */
const ALIVE_FOR_MS = 24 * 60 * 60 * 1000;
/** Some systems cannot sync a folder; that is no failure to sync it. */
const CANNOT_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP']);

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** The disks of this machine. */
export const nodeDisk: Disk = {
  path,
  writer: `${host}-${process.pid}-${randomBytes(4).toString('hex')}`,

  isGone(writer, modifiedMs) {
    const nowMs = systemClock.nowMs();
    if (nowMs - modifiedMs > ALIVE_FOR_MS) return true;
    const [itsHost, pid] = writer.split('-');
    if (itsHost !== host) return false;
    // Who had this number before is gone; a thread of this process that has it too is not.
    if (Number(pid) === process.pid) return modifiedMs < nowMs - (process.uptime() + 2) * 1000;
    return !isAlive(Number(pid));
  },

  async create(path) {
    // Exclusive, so that no planted link is followed. The rights are those that the finished file is to have: what may
    // not be read under its name may not be read before either, and the folder is the same.
    const file = await fs.open(path, 'wx');
    return {
      write: async bytes => (await file.write(bytes)).bytesWritten,
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },

  async open(path) {
    const file = await fs.open(path);
    return {
      read: async (into, position) => (await file.read(into, 0, into.length, position)).bytesRead,
      close: () => file.close(),
    };
  },

  stat: async path => entryOf(await fs.stat(path)),

  // With callbacks: a promise of node:fs/promises costs as much again as the call.
  statAll: paths =>
    Promise.all(
      paths.map(
        path =>
          new Promise<DiskEntry | undefined>((resolve, reject) => {
            statWith(path, (error, stats) => {
              if (!error) resolve(entryOf(stats));
              else if (error.code === 'ENOENT') resolve(undefined);
              else reject(error);
            });
          }),
      ),
    ),

  readFolder: async path =>
    (await fs.readdir(path, { withFileTypes: true })).map(entry => ({ name: entry.name, kind: kindOf(entry) })),

  realPath: path => fs.realpath(path),
  link: (from, to) => fs.link(from, to),
  rename: (from, to) => fs.rename(from, to),
  unlink: path => fs.unlink(path),
  makeFolder: path => fs.mkdir(path),

  async syncFolder(path) {
    if (process.platform === 'win32') return; // it opens no folders; NTFS writes its journal of names itself
    const folder = await fs.open(path);
    try {
      await folder.sync();
    } catch (error) {
      if (!CANNOT_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    } finally {
      await folder.close();
    }
  },

  watchFolder(path, onChange, onError) {
    const watcher = watch(path, { persistent: false }, (_, name) => onChange(name ?? ''));
    watcher.on('error', onError);
    return () => watcher.close();
  },
};

const entryOf = (stats: Stats): DiskEntry => ({
  kind: kindOf(stats),
  sizeBytes: stats.size,
  modifiedMs: stats.mtimeMs,
  identity: `${stats.dev}:${stats.ino}`,
});

function kindOf(entry: Stats | Dirent): DiskKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}
