import type { Entities } from './post.ts';

/** Everything in a text that X makes a link of. A tag begins where no word goes on, and has a letter. */
const LINKS =
  /(?<url>https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?)\]}'’…])|(?<![\p{L}\p{N}_&/@#$])(?:#(?<hashtag>[\p{L}\p{M}\p{N}_]*[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*)|@(?<mention>[A-Za-z0-9_]{1,15})(?![A-Za-z0-9_@])|\$(?<cashtag>[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?)(?![\p{L}\p{N}_]))/gu;

/**
 * The links, tags and mentions of a text, as X finds them.
 *
 * @returns undefined where there are none, as X leaves the field out
 */
export function entitiesOf(text: string, idOfUser: (username: string) => string | undefined = () => undefined) {
  const found: { [K in keyof Entities]-?: NonNullable<Entities[K]>[number][] } = {
    hashtags: [],
    cashtags: [],
    mentions: [],
    urls: [],
  };
  // Positions count code points; most texts are looked through without counting, and none is counted twice.
  let [counted, points] = [0, 0];
  const pointsBefore = (index: number) => {
    points += [...text.slice(counted, index)].length;
    counted = index;
    return points;
  };
  for (const { 0: whole, index, groups } of text.matchAll(LINKS)) {
    const start = pointsBefore(index);
    const span = { start, end: start + [...whole].length };
    const { url, hashtag, mention, cashtag } = groups!;
    if (url !== undefined)
      found.urls.push({ ...span, url, expanded_url: url, display_url: url.replace(/^https?:\/\//, '') });
    else if (hashtag !== undefined) found.hashtags.push({ ...span, tag: hashtag });
    else if (cashtag !== undefined) found.cashtags.push({ ...span, tag: cashtag });
    else {
      const id = idOfUser(mention);
      found.mentions.push({ ...span, username: mention, ...(id !== undefined && { id }) });
    }
  }
  const kept = Object.entries(found).filter(([, list]) => list.length > 0);
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as Entities);
}
