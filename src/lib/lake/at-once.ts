/** The results for some things, in their order, of which no more than so many are worked on at once. */
export async function atOnce<T, R>(things: readonly T[], most: number, work: (thing: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(things.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < things.length; i = next++) results[i] = await work(things[i]);
  };
  await Promise.all(Array.from({ length: Math.min(most, things.length) }, worker));
  return results;
}
