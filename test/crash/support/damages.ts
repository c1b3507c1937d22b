import { isDeep } from './deep.ts';

/** Something that happens to a file, or to two. */
export interface Damage {
  readonly name: string;
  readonly paths: readonly string[];
  readonly to: (files: Map<string, Buffer>) => void;
}

/** Each file lost, emptied, cut, with a bit altered, of another version, and in the place of its neighbour. */
export function* damages(files: ReadonlyMap<string, Buffer>, isMeant: (path: string) => boolean): Generator<Damage> {
  const paths = [...files.keys()].filter(isMeant).sort();
  for (const [i, path] of paths.entries()) {
    const bytes = files.get(path)!;
    const becomes = (name: string, changed: Buffer): Damage => ({
      name: `${path} ${name}`,
      paths: [path],
      to: all => void all.set(path, changed),
    });
    yield { name: `${path} lost`, paths: [path], to: all => void all.delete(path) };
    const step = isDeep ? 1 : 16;
    for (let length = 0; length < bytes.length; length += length < 4 ? 1 : step) {
      yield becomes(`cut to ${length} of ${bytes.length} bytes`, bytes.subarray(0, length));
    }
    for (let at = i % step; at < bytes.length; at += step) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 1 << (at % 8);
      yield becomes(`with byte ${at} altered`, changed);
    }
    if (bytes.toString('latin1', 0, 2) === 'v1') {
      yield becomes('of version v2', Buffer.concat([Buffer.from('v2'), bytes.subarray(2)]));
    }
    const neighbour = paths[(i + 1) % paths.length];
    yield {
      name: `${path} and ${neighbour} have changed places`,
      paths: [path, neighbour],
      to: all => void all.set(path, files.get(neighbour)!).set(neighbour, bytes),
    };
  }
}
