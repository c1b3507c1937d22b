import type { Disk } from './disk.ts';
import { pathIn, UNFINISHED } from './paths.ts';

/**
 * Watches a folder and the folders in it. A watch that fails ends without a word (there is a limit to their number, and
 * many network shares tell of nothing): whoever watches lists from time to time as well.
 *
 * @param onChange told the path in the folder, with `/`, of what appeared, changed or vanished
 * @returns ends the watch
 */
export function watchTree(disk: Disk, folder: string, onChange: (path: string) => void): () => void {
  const stops = new Map<string, () => void>();
  let isOver = false;

  const end = (path: string) => {
    stops.get(path)?.();
    stops.delete(path);
  };

  /** @param isNew what is in it appeared with it, before anybody watched */
  const enter = async (path: string, isNew: boolean): Promise<void> => {
    if (isOver || stops.has(path)) return;
    try {
      const stop = disk.watchFolder!(
        disk.path.join(folder, path),
        name => changed(path, name),
        () => end(path),
      );
      stops.set(path, stop);
      for (const { name, kind } of await disk.readFolder(disk.path.join(folder, path))) {
        if (kind === 'folder') await enter(pathIn(path, name), isNew);
        else if (isNew && !isOver && !name.startsWith(UNFINISHED)) onChange(pathIn(path, name));
      }
    } catch {
      end(path);
    }
  };

  const changed = (inFolder: string, name: string) => {
    if (isOver || name.startsWith(UNFINISHED)) return;
    const path = pathIn(inFolder, name);
    onChange(path);
    disk.stat(disk.path.join(folder, path)).then(
      ({ kind }) => (kind === 'folder' ? enter(path, true) : undefined),
      () => end(path),
    );
  };

  void enter('', false);
  return () => {
    isOver = true;
    for (const path of [...stops.keys()]) end(path);
  };
}
