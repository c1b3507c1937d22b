/**
 * Posts about the presidency that nobody wrote: as X gives them, with all that makes them hard to read, and with the
 * answers to what one may ask of them.
 *
 * Moods and symbols are dealt from a shuffled deck, so that their ratio is exact and not just likely: of the distinct
 * posts 35 % have a positive symbol first, 25 % a negative one, 40 % none. About 2 % come late, and as many come twice.
 */
import { randomFrom } from '../../base/random.ts';
import { entitiesOf } from '../entities.ts';
import { idOf, type Media, type Post, type PostSet, postTime, type Reference, type User } from '../post.ts';
import * as phrases from './phrases.ts';

export interface InventedOptions {
  /** The same seed gives the same posts. */
  readonly seed?: number;
  /** How many distinct posts. */
  readonly count?: number;
  readonly days?: number;
  /** Midnight of the first day, in milliseconds since 1970 UTC. */
  readonly firstDayMs?: number;
}

export type Mood = 'Positivo' | 'Negativo' | 'Neutro';

/** What is known of a post because it was made so. */
export interface Answer {
  readonly mood: Mood;
  /** The first emoticon in the text; null where there is none. */
  readonly symbol: string | null;
  /** The text has the word presidente, presidência or presidencia. */
  readonly isAboutPresidency: boolean;
}

export interface InventedPosts extends PostSet {
  /** By the post's id. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** The ids of those that arrive after younger ones, by more than a minute. */
  readonly late: ReadonlySet<string>;
  /** The ids of those that arrive twice. */
  readonly repeated: ReadonlySet<string>;
}

/** The share of each mood among the distinct posts; the others have no symbol. */
export const SHARES = { Positivo: 0.35, Negativo: 0.25 };
const SHARE_LATE = 0.02;
const SHARE_REPEATED = 0.02;
const USERS = 300;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A Monday. */
const FIRST_DAY_MS = Date.UTC(2026, 2, 2);
/** How many of each hour's posts there are, from midnight in UTC: Brazil sleeps from 3 to 10. */
const BY_HOUR = [6, 4, 3, 1, 1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 8, 8, 9, 10, 12, 12, 11, 9];

/** Makes posts, their authors and the answers; a pure function of its options. */
export function inventPosts({
  seed = 1,
  count = 5000,
  days = 5,
  firstDayMs = FIRST_DAY_MS,
}: InventedOptions = {}): InventedPosts {
  const dice = new Dice(seed);
  const users = inventUsers(dice, firstDayMs);
  const authors = [...users.values()];
  const idsByName = new Map(authors.map(({ id, username }) => [username, id]));
  const media = new Map<string, Media>();
  const answers = new Map<string, Answer>();
  const distinct: Post[] = [];
  const times = inventTimes(dice, count, days, firstDayMs);
  for (const [i, symbol] of dealSymbols(dice, count).entries()) {
    const id = idOf(times[i], i % 2 ** 22);
    const draft = inventPost(dice, { id, symbol, users, earlier: distinct, answers });
    const author = dice.of(authors);
    const text = draft.text;
    if (draft.mediaKey !== undefined) media.set(draft.mediaKey, photo(draft.mediaKey));
    const entities = entitiesOf(text, name => idsByName.get(name));
    distinct.push({
      id,
      text,
      created_at: postTime(times[i]),
      author_id: author.id,
      lang: /\p{L}/u.test(text) ? 'pt' : 'und',
      conversation_id: draft.reference?.type === 'replied_to' ? draft.reference.id : id,
      edit_history_tweet_ids: [id],
      public_metrics: inventMetrics(dice),
      possibly_sensitive: false,
      reply_settings: 'everyone',
      ...(draft.reference && { referenced_tweets: [draft.reference] }),
      ...(draft.repliesTo !== undefined && { in_reply_to_user_id: draft.repliesTo }),
      ...(draft.mediaKey !== undefined && { attachments: { media_keys: [draft.mediaKey] } }),
      ...(entities && { entities }),
    });
    answers.set(id, { symbol, mood: moodOf(symbol), isAboutPresidency: /presid(?:ente|ência|encia)/i.test(text) });
  }
  return { ...inOrderOfArrival(dice, distinct, times), users, media, answers };
}

/** Random choices that follow from a seed. */
class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomFrom(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }

  /** Fisher and Yates. */
  shuffled<T>(items: readonly T[]): T[] {
    const deck = [...items];
    for (let i = deck.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [deck[i], deck[j]] = [deck[j], deck[i]];
    }
    return deck;
  }
}

function inventUsers(dice: Dice, firstDayMs: number): Map<string, User> {
  const { animals, moods } = phrases.nicknames;
  const users = Array.from({ length: USERS }, (_, i) => {
    const [animal, mood] = [animals[i % animals.length], dice.of(moods)];
    const createdMs = firstDayMs - (1 + dice.below(3000)) * DAY_MS;
    const username = `${plain(animal)}_${plain(mood).slice(0, 5)}${i}`.toLowerCase();
    return {
      id: idOf(createdMs, i),
      name: `${animal} ${mood} ${i}`,
      username,
      created_at: postTime(createdMs),
      verified: i % 25 === 0,
      protected: false,
      description: 'Perfil inventado.',
      public_metrics: {
        followers_count: dice.below(5000),
        following_count: dice.below(900),
        tweet_count: 1 + dice.below(9000),
        listed_count: dice.below(20),
      },
    };
  });
  return new Map(users.map(user => [user.id, user]));
}

const plain = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '');

/** Sorted milliseconds, no two the same. */
function inventTimes(dice: Dice, count: number, days: number, firstDayMs: number): number[] {
  const hours = BY_HOUR.flatMap((weight, hour) => Array<number>(weight).fill(hour));
  const times = new Set<number>();
  while (times.size < count)
    times.add(firstDayMs + dice.below(days) * DAY_MS + dice.of(hours) * 3_600_000 + dice.below(3_600_000));
  return [...times].sort((a, b) => a - b);
}

/** The first symbol of each post, null for those without. */
function dealSymbols(dice: Dice, count: number): (string | null)[] {
  const [positive, negative] = [SHARES.Positivo, SHARES.Negativo].map(share => Math.round(count * share));
  const cards = Array.from({ length: count }, (_, i) => {
    if (i < positive) return phrases.positiveSymbols[i % phrases.positiveSymbols.length];
    if (i < positive + negative) return phrases.negativeSymbols[i % phrases.negativeSymbols.length];
    return null;
  });
  return dice.shuffled(cards);
}

function moodOf(symbol: string | null): Mood {
  if (symbol === null) return 'Neutro';
  return phrases.positiveSymbols.includes(symbol) ? 'Positivo' : 'Negativo';
}

interface Draft {
  readonly text: string;
  readonly reference?: Reference;
  /** The id of a user. */
  readonly repliesTo?: string;
  readonly mediaKey?: string;
}

interface Circumstances {
  readonly id: string;
  readonly symbol: string | null;
  readonly users: ReadonlyMap<string, User>;
  readonly earlier: readonly Post[];
  readonly answers: ReadonlyMap<string, Answer>;
}

function inventPost(dice: Dice, { id, symbol, users, earlier, answers }: Circumstances): Draft {
  const text = inventText(dice, symbol);
  const other = earlier.at(-1 - dice.below(Math.min(200, earlier.length)));
  const kind = dice.below(100);
  const writer = other && users.get(other.author_id);
  if (!other || !writer || kind >= 26) return kind >= 97 ? withPhoto(dice, text, id) : { text };
  // A retweet repeats its original, so that its symbol must be the one that was dealt.
  if (kind < 8 && !other.referenced_tweets && other.text !== '' && answers.get(other.id)?.symbol === symbol) {
    return { text: `RT @${writer.username}: ${other.text}`, reference: { type: 'retweeted', id: other.id } };
  }
  if (kind < 20)
    return {
      text: `@${writer.username} ${text}`,
      reference: { type: 'replied_to', id: other.id },
      repliesTo: writer.id,
    };
  if (kind < 23) return { text: `${text} ${shortLink(dice)}`, reference: { type: 'quoted', id: other.id } };
  return symbol === null && kind === 23 ? { text: '' } : { text };
}

const withPhoto = (dice: Dice, text: string, id: string): Draft => ({
  text: `${text} ${shortLink(dice)}`,
  mediaKey: `3_${id}`,
});

function inventText(dice: Dice, symbol: string | null): string {
  const subject = dice.of(dice.chance(0.92) ? phrases.subjects : phrases.otherSubjects);
  const sentence = `${dice.of(phrases.openers)} ${subject} ${dice.of(phrases.verbs)} ${dice.of(phrases.objects)}`;
  const closer = dice.of(phrases.closers[moodOf(symbol)]);
  const parts = [sentence, closer];
  if (dice.chance(0.3)) parts.splice(dice.below(3), 0, dice.of(phrases.awkward));
  if (dice.chance(0.2)) parts.push(dice.of(phrases.hashtags));
  if (dice.chance(0.1)) parts.push(shortLink(dice));
  if (symbol === null) return parts.join(dice.of([', ', ' ', '. ', ' - ']));
  const at = dice.below(parts.length + 1);
  parts.splice(at, 0, symbol);
  // Another one behind it changes nothing: the first one tells the mood.
  if (dice.chance(0.1)) parts.push(dice.of([...phrases.positiveSymbols, ...phrases.negativeSymbols]));
  return parts.join(' ');
}

function shortLink(dice: Dice): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return `https://t.co/${Array.from({ length: 10 }, () => letters[dice.below(letters.length)]).join('')}`;
}

const photo = (key: string): Media => ({
  media_key: key,
  type: 'photo',
  url: `https://imagens.example/${key}.jpg`,
  width: 1200,
  height: 675,
});

function inventMetrics(dice: Dice): Record<string, number> {
  const like_count = dice.chance(0.3) ? dice.below(400) : dice.below(10);
  return {
    retweet_count: dice.below(1 + Math.floor(like_count / 4)),
    reply_count: dice.below(1 + Math.floor(like_count / 6)),
    like_count,
    quote_count: dice.below(3),
    bookmark_count: dice.below(4),
    impression_count: like_count * 40 + dice.below(100),
  };
}

/** Some come minutes after their time, and some come again. */
function inOrderOfArrival(dice: Dice, posts: readonly Post[], times: readonly number[]) {
  const late = new Set<string>();
  const repeated = new Set<string>();
  const arrivals = posts.flatMap((post, i) => {
    let atMs = times[i];
    if (dice.chance(SHARE_LATE)) {
      atMs += (5 + dice.below(25)) * MINUTE_MS;
      late.add(post.id);
    }
    const arrival = { post, atMs };
    if (!dice.chance(SHARE_REPEATED)) return [arrival];
    repeated.add(post.id);
    return [arrival, { post, atMs: atMs + 1 + dice.below(2 * MINUTE_MS) }];
  });
  arrivals.sort((a, b) => a.atMs - b.atMs);
  return { posts: arrivals.map(({ post }) => post), late: lateIn(arrivals, late), repeated };
}

/** Of those that were held back, the ones that younger posts have overtaken. */
function lateIn(arrivals: readonly { readonly post: Post; readonly atMs: number }[], heldBack: ReadonlySet<string>) {
  const late = new Set<string>();
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const { post } of arrivals) {
    const timeMs = Date.parse(post.created_at);
    if (heldBack.has(post.id) && newestMs - timeMs > MINUTE_MS) late.add(post.id);
    newestMs = Math.max(newestMs, timeMs);
  }
  return late;
}
