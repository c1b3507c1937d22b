/** What is to be stopped when a test file is over, whichever way its tests went. */
const ends = new Set<() => unknown>();

export const atEnd = (end: () => unknown): void => void ends.add(end);

export async function endAll(): Promise<void> {
  for (const end of ends) await end();
  ends.clear();
}
