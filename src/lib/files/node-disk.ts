import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  type Dirent,
  fsync,
  fsyncSync,
  linkSync,
  openSync,
  read,
  readSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  stat as statWith,
  unlinkSync,
  watch,
  write,
  writeSync,
} from 'node:fs';
import * as fs from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { systemClock } from '../base/clock.ts';
import { isAlive } from '../base/processes.ts';
import type { Disk, DiskEntry, DiskKind } from './disk.ts';
import { readSmallFiles } from './small-reads.ts';

/** Nobody is taken for alive who has not touched his file for so long. If he was, his file fails to appear: no harm. */
const ALIVE_FOR_MS = 24 * 60 * 60 * 1000;
/** What is not there, and a link to nothing, through a file, or to itself. */
const LEADS_NOWHERE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);
/** Some systems cannot sync a folder; that is no failure to sync it. */
const CANNOT_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP']);

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A call of node:fs: a promise of node:fs/promises costs as much again as the call. */
const called = <T>(call: (done: (error: Error | null, value?: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => call((error, value) => (error ? reject(error) : resolve(value as T))));

/** What is written at once; more may have to wait until the system has written what came before. */
const SMALL_BYTES = 1 << 16;
/** What is read at once: the notes of a query, which the system has in its memory. */
const PAGE_BYTES = 1 << 12;

/** A disk that took no longer last time is waited for in place: another thread would take about as long to answer. */
const FAST_SYNC_MS = 0.5;

let lastSyncMs = Number.POSITIVE_INFINITY;

async function sync(file: number): Promise<void> {
  const started = systemClock.monotonicMs();
  if (lastSyncMs <= FAST_SYNC_MS) fsyncSync(file);
  else await called<void>(done => fsync(file, done));
  lastSyncMs = systemClock.monotonicMs() - started;
}

/**
 * The disks of this machine. Only what waits for the disk is handed to another thread: to give, take and look up a name
 * and to copy some bytes into the system's memory takes less time than to hand it over.
 */
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
    const file = openSync(path, 'wx');
    return {
      write: async bytes =>
        bytes.length <= SMALL_BYTES ? writeSync(file, bytes) : called<number>(done => write(file, bytes, done)),
      sync: () => sync(file),
      close: async () => closeSync(file),
    };
  },

  async open(path) {
    const file = openSync(path, 'r');
    return {
      read: async (into, position) =>
        into.length <= PAGE_BYTES
          ? readSync(file, into, 0, into.length, position)
          : called<number>(done => read(file, into, 0, into.length, position, done)),
      close: async () => closeSync(file),
    };
  },

  readMany: files => readSmallFiles(files),

  stat: async path => entryOf(statSync(path)),

  statAll: paths =>
    Promise.all(
      paths.map(
        path =>
          new Promise<DiskEntry | undefined>((resolve, reject) => {
            statWith(path, (error, stats) => {
              if (!error) resolve(entryOf(stats));
              else if (LEADS_NOWHERE.has(String(error.code))) resolve(undefined);
              else reject(error);
            });
          }),
      ),
    ),

  readFolder: async path =>
    (await fs.readdir(path, { withFileTypes: true })).map(entry => ({ name: entry.name, kind: kindOf(entry) })),

  realPath: async path => realpathSync.native(path),
  link: async (from, to) => linkSync(from, to),
  rename: async (from, to) => renameSync(from, to),
  unlink: async path => unlinkSync(path),
  makeFolder: path => fs.mkdir(path),

  async syncFolder(path) {
    /* v8 ignore next -- of Windows alone @preserve */
    if (process.platform === 'win32') return; // it opens no folders; NTFS writes its journal of names itself
    try {
      const folder = openSync(path, 'r');
      try {
        await sync(folder);
      } finally {
        closeSync(folder);
      }
    } catch (error) {
      if (!CANNOT_SYNC.has(String((error as NodeJS.ErrnoException).code))) throw error;
    }
  },

  watchFolder(path, onChange, onError) {
    /* v8 ignore next -- Windows gives no name when more has changed than it could note @preserve */
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
