/** Things in their order, so many at a time. */
export const inGroups = <T>(things: readonly T[], most: number): T[][] =>
  Array.from({ length: Math.ceil(things.length / most) }, (_, i) => things.slice(i * most, (i + 1) * most));
