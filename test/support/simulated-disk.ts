/*
 * A machine with a disk that forgets. What is written is seen at once, by every process, and outlives a killed process;
 * but only what was synced outlives a loss of power. Of what was not,
 *
 *   - the bytes of each file come back as they were when it was last synced, as they are, or cut anywhere between;
 *   - of the names that a folder gained or lost since it was last synced, any subset is kept, in order. A rename within
 *     one folder is kept whole or not at all; between folders each half is on its own.
 *
 * Each call may be made to fail, or to be the last of its process, before or after it has its effect.
 */
import { posix } from 'node:path';
import type { Disk, DiskEntry, DiskKind, DiskReader, DiskWriter } from '../../src/lib/files/disk.ts';

/** What a process that is no more is told. It is no system's error, so that nobody takes it for one and goes on. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** A call that a process makes. */
export interface Call {
  readonly op: keyof typeof CHANGES;
  readonly path: string;
  /** Among all of the process, from 1. */
  readonly number: number;
  /** Among those that change something, from 1; undefined for one that does not. */
  readonly change: number | undefined;
}

/** What is to go wrong with a call: a system's error, or the end of the process. */
export interface Fault {
  readonly fails: string | typeof CRASH;
  readonly when?: 'before' | 'after';
}

export const CRASH = Symbol('crash');

/** Which calls change something. */
const CHANGES = {
  create: true,
  write: true,
  sync: true,
  close: true,
  link: true,
  rename: true,
  unlink: true,
  makeFolder: true,
  syncFolder: true,
  open: false,
  read: false,
  stat: false,
  readFolder: false,
  realPath: false,
} as const;

/** What fails at the k-th call that changes something. */
export const atChange =
  (k: number, fault: Fault): Plan =>
  ({ change }) =>
    change === k ? fault : undefined;

/** What is to happen at a call; at one with a promise the process sleeps until that is fulfilled. */
export type Plan = (call: Call) => Fault | Promise<undefined> | undefined;

class File {
  readonly kind = 'file';
  bytes: Buffer = Buffer.alloc(0);
  synced: Buffer = Buffer.alloc(0);
  modifiedMs = 0;
  readonly identity: number;

  constructor(identity: number) {
    this.identity = identity;
  }
}

type Node = File | Folder;
/** Names that change together; undefined is one that goes. */
type NameChange = ReadonlyMap<string, Node | undefined>;

class Folder {
  readonly kind = 'folder';
  readonly names = new Map<string, Node>();
  synced = new Map<string, Node>();
  pending: NameChange[] = [];
  readonly modifiedMs = 0;
  readonly identity: number;

  constructor(identity: number) {
    this.identity = identity;
  }

  change(change: NameChange): void {
    this.pending.push(change);
    apply(this.names, change);
  }
}

function apply(names: Map<string, Node>, change: NameChange): void {
  for (const [name, node] of change) {
    if (node) names.set(name, node);
    else names.delete(name);
  }
}

export interface MachineOptions {
  /** Milliseconds since 1970 UTC: when files say that they changed. */
  readonly nowMs?: () => number;
  readonly hasLinks?: boolean;
  /** In [0, 1): the lengths of writes, which are whole without it. */
  readonly shortWrites?: () => number;
}

export class SimulatedMachine {
  readonly #options: MachineOptions;
  #root: Folder;
  readonly #processes: SimulatedProcess[] = [];
  /** Processes have run on the machine that this one is a copy of. */
  #before = 0;
  #nodes = 0;

  constructor(options: MachineOptions = {}) {
    this.#options = options;
    this.#root = new Folder(this.#nodes++);
  }

  /** Another machine with the same disk, on which nothing runs. */
  copy(): SimulatedMachine {
    const copies = new Map<Node, Node>();
    const copyOf = <N extends Node | undefined>(node: N): N => {
      if (!node) return node;
      const known = copies.get(node);
      if (known) return known as N;
      const fresh = node.kind === 'file' ? new File(node.identity) : new Folder(node.identity);
      copies.set(node, fresh);
      if (node.kind === 'file')
        Object.assign(fresh, node); // bytes are replaced, never changed
      else {
        const [from, to] = [node, fresh as Folder];
        const namesOf = <V extends Node | undefined>(names: ReadonlyMap<string, V>) =>
          new Map([...names].map(([name, named]) => [name, copyOf(named)]));
        for (const [name, named] of namesOf(from.names)) to.names.set(name, named);
        to.synced = namesOf(from.synced);
        to.pending = from.pending.map(namesOf);
      }
      return fresh as N;
    };
    const machine = new SimulatedMachine(this.#options);
    machine.#root = copyOf(this.#root);
    machine.#nodes = this.#nodes;
    machine.#before = this.#before + this.#processes.length;
    return machine;
  }

  /** A process that has just started. Several may run at once. */
  start(plan: Plan = () => undefined): SimulatedProcess {
    const process = new SimulatedProcess(
      `p${this.#before + this.#processes.length}`,
      this.#root,
      plan,
      this.#options,
      () => this.#nodes++,
      writer => this.#processes.some(({ writer: other, isRunning }) => other === writer && isRunning),
    );
    this.#processes.push(process);
    return process;
  }

  /** All processes end, and what was not synced is kept or lost. @param random in [0, 1); without it all of it is lost */
  losePower(random: () => number = () => 0): void {
    for (const process of this.#processes) process.kill();
    this.#forget(this.#root, random, new Set());
  }

  #forget(folder: Folder, random: () => number, seen: Set<Node>): void {
    const names = new Map(folder.synced);
    for (const change of folder.pending) if (random() >= 0.5) apply(names, change);
    folder.pending = [];
    folder.synced = names;
    folder.names.clear();
    for (const [name, node] of names) folder.names.set(name, node);
    for (const node of names.values()) {
      if (seen.has(node)) continue;
      seen.add(node);
      if (node.kind === 'folder') this.#forget(node, random, seen);
      else node.bytes = node.synced = afterLoss(node, random);
    }
  }

  /** Alters files, as a bad sector or somebody with an editor does. */
  alter(change: (files: Map<string, Buffer>) => void): void {
    const before = this.files();
    const after = new Map(before);
    change(after);
    for (const path of new Set([...before.keys(), ...after.keys()])) {
      const [folder, name] = [this.#folder(posix.dirname(path)), posix.basename(path)];
      const bytes = after.get(path);
      if (bytes === before.get(path)) continue;
      const file = bytes && Object.assign(new File(this.#nodes++), { bytes, synced: bytes });
      for (const names of [folder.names, folder.synced]) file ? names.set(name, file) : names.delete(name);
    }
  }

  #folder(path: string): Folder {
    let node: Node | undefined = this.#root;
    for (const name of path.split('/').filter(Boolean)) node = (node as Folder).names.get(name);
    return node as Folder;
  }

  /** The files of the disk by their paths: for a look from outside. */
  files(): Map<string, Buffer> {
    const found = new Map<string, Buffer>();
    const walk = (folder: Folder, path: string) => {
      for (const [name, node] of folder.names) {
        if (node.kind === 'folder') walk(node, `${path}/${name}`);
        else found.set(`${path}/${name}`, node.bytes);
      }
    };
    walk(this.#root, '');
    return found;
  }
}

/** As it was synced, as it is, or cut between. */
function afterLoss({ bytes, synced }: File, random: () => number): Buffer {
  const choice = random();
  if (choice < 1 / 3) return synced;
  if (choice > 2 / 3) return bytes;
  return bytes.subarray(0, synced.length + Math.floor(random() * (bytes.length - synced.length + 1)));
}

export class SimulatedProcess implements Disk {
  readonly path = posix;
  readonly writer: string;
  readonly isGone: (writer: string) => boolean;
  readonly #root: Folder;
  readonly #plan: Plan;
  readonly #options: MachineOptions;
  readonly #nextNode: () => number;
  #isRunning = true;
  #calls = 0;
  #changes = 0;

  constructor(
    writer: string,
    root: Folder,
    plan: Plan,
    options: MachineOptions,
    nextNode: () => number,
    runs: (writer: string) => boolean,
  ) {
    this.writer = writer;
    this.isGone = other => !runs(other);
    this.#root = root;
    this.#plan = plan;
    this.#options = options;
    this.#nextNode = nextNode;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** So many calls have changed something. */
  get changes(): number {
    return this.#changes;
  }

  get calls(): number {
    return this.#calls;
  }

  /** Every call fails from now on; what it did stays. */
  kill(): void {
    this.#isRunning = false;
  }

  async #call<T>(op: Call['op'], path: string, effect: () => T): Promise<T> {
    this.#checkRunning();
    const change = CHANGES[op] ? ++this.#changes : undefined;
    const planned = this.#plan({ op, path, number: ++this.#calls, change });
    const fault = planned instanceof Promise ? await planned : planned;
    if (fault && fault.when !== 'after') this.#fail(fault, op, path);
    try {
      return effect();
    } finally {
      if (fault) this.#fail(fault, op, path);
      await undefined; // others may go on meanwhile
      this.#checkRunning();
    }
  }

  #checkRunning(): void {
    if (!this.#isRunning) throw new Crash('This process is no more.');
  }

  #fail({ fails }: Fault, op: string, path: string): never {
    if (fails !== CRASH) throw systemError(fails, op, path);
    this.kill();
    throw new Crash(`Crashed at ${op} ${path}`);
  }

  create(path: string): Promise<DiskWriter> {
    return this.#call('create', path, () => {
      const [folder, name] = this.#place(path, 'open');
      if (folder.names.has(name)) throw systemError('EEXIST', 'open', path);
      const file = new File(this.#nextNode());
      file.modifiedMs = this.#options.nowMs?.() ?? 0;
      folder.change(new Map([[name, file]]));
      return this.#writer(file, path);
    });
  }

  #writer(file: File, path: string): DiskWriter {
    let isOpen = true;
    const whileOpen = <T>(op: 'write' | 'sync' | 'close', effect: () => T) =>
      this.#call(op, path, () => {
        if (!isOpen) throw systemError('EBADF', op, path);
        return effect();
      });
    return {
      write: bytes =>
        whileOpen('write', () => {
          const { shortWrites } = this.#options;
          const length = shortWrites ? Math.ceil(bytes.length * shortWrites()) : bytes.length;
          file.bytes = Buffer.concat([file.bytes, bytes.subarray(0, length)]);
          file.modifiedMs = this.#options.nowMs?.() ?? 0;
          return length;
        }),
      sync: () => whileOpen('sync', () => void (file.synced = file.bytes)),
      close: () => whileOpen('close', () => void (isOpen = false)),
    };
  }

  open(path: string): Promise<DiskReader> {
    return this.#call('open', path, () => {
      const node = this.#node(path, 'open');
      return {
        read: (into: Uint8Array, position: number) =>
          this.#call('read', path, () => {
            if (node.kind === 'folder') throw systemError('EISDIR', 'read', path);
            const part = node.bytes.subarray(position, position + into.length);
            into.set(part);
            return part.length;
          }),
        close: async () => {},
      };
    });
  }

  stat(path: string): Promise<DiskEntry> {
    return this.#call('stat', path, () => entryOf(this.#node(path, 'stat')));
  }

  statAll(paths: readonly string[]): Promise<(DiskEntry | undefined)[]> {
    return Promise.all(
      paths.map(path => this.stat(path).catch(error => (error.code === 'ENOENT' ? undefined : Promise.reject(error)))),
    );
  }

  readFolder(path: string): Promise<{ name: string; kind: DiskKind }[]> {
    return this.#call('readFolder', path, () =>
      [...this.#folder(path, 'scandir').names].map(([name, { kind }]) => ({ name, kind })),
    );
  }

  realPath(path: string): Promise<string> {
    return this.#call('realPath', path, () => {
      this.#node(path, 'realpath');
      return path;
    });
  }

  link(from: string, to: string): Promise<void> {
    return this.#call('link', to, () => {
      if (this.#options.hasLinks === false) throw systemError('EPERM', 'link', to);
      const node = this.#node(from, 'link');
      const [folder, name] = this.#place(to, 'link');
      if (folder.names.has(name)) throw systemError('EEXIST', 'link', to);
      folder.change(new Map([[name, node]]));
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#call('rename', to, () => {
      const node = this.#node(from, 'rename');
      const [source, oldName] = this.#place(from, 'rename');
      const [target, newName] = this.#place(to, 'rename');
      if (source === target) {
        source.change(
          new Map([
            [oldName, undefined],
            [newName, node],
          ]),
        );
      } else {
        target.change(new Map([[newName, node]]));
        source.change(new Map([[oldName, undefined]]));
      }
    });
  }

  unlink(path: string): Promise<void> {
    return this.#call('unlink', path, () => {
      if (this.#node(path, 'unlink').kind === 'folder') throw systemError('EISDIR', 'unlink', path);
      const [folder, name] = this.#place(path, 'unlink');
      folder.change(new Map([[name, undefined]]));
    });
  }

  makeFolder(path: string): Promise<void> {
    return this.#call('makeFolder', path, () => {
      const [folder, name] = this.#place(path, 'mkdir');
      if (folder.names.has(name)) throw systemError('EEXIST', 'mkdir', path);
      folder.change(new Map([[name, new Folder(this.#nextNode())]]));
    });
  }

  syncFolder(path: string): Promise<void> {
    return this.#call('syncFolder', path, () => {
      const folder = this.#folder(path, 'fsync');
      folder.synced = new Map(folder.names);
      folder.pending = [];
    });
  }

  #place(path: string, syscall: string): [Folder, string] {
    return [this.#folder(posix.dirname(path), syscall), posix.basename(path)];
  }

  #folder(path: string, syscall: string): Folder {
    const node = this.#node(path, syscall);
    if (node.kind === 'folder') return node;
    throw systemError('ENOTDIR', syscall, path);
  }

  #node(path: string, syscall: string): Node {
    let node: Node | undefined = this.#root;
    for (const name of path.split('/').filter(Boolean)) {
      if (node.kind === 'file') throw systemError('ENOTDIR', syscall, path);
      node = node.names.get(name);
      if (!node) throw systemError('ENOENT', syscall, path);
    }
    return node;
  }
}

const entryOf = (node: Node): DiskEntry => ({
  kind: node.kind,
  sizeBytes: node.kind === 'file' ? node.bytes.length : 0,
  modifiedMs: node.modifiedMs,
  identity: String(node.identity),
});

const systemError = (code: string, syscall: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${syscall} '${path}'`), { code, syscall, path });
