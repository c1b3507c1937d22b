import { entitiesOf } from '../entities.ts';
import { type Entities, LOW_BITS, type Media, type Post, type PostSet, type Reference } from '../post.ts';
import type { OperatorName, QueryNode } from './parse.ts';
import { withoutAccents, wordsOf } from './words.ts';

/** A post as a query sees it. What costs time is found out once, when it is first asked for. */
export class SearchablePost {
  readonly post: Post;
  /** Milliseconds since 1970 UTC. */
  readonly createdMs: number;
  readonly #known: Pick<PostSet, 'users' | 'media'>;
  #words: string | undefined;
  #plainWords: string | undefined;

  constructor(post: Post, known: Pick<PostSet, 'users' | 'media'>) {
    this.post = post;
    this.createdMs = Date.parse(post.created_at);
    this.#known = known;
  }

  /**
   * The words of the text and of the links behind it, each between blanks, so that words one after another are found
   * as a part of it.
   */
  words(accents: Accents): string {
    this.#words ??= [this.post.text.replace(/&(amp|lt|gt);/g, ' '), ...this.links]
      .map(text => ` ${wordsOf(text).join(' ')} `)
      .join('\n');
    if (accents === 'told apart') return this.#words;
    this.#plainWords ??= withoutAccents(this.#words);
    return this.#plainWords;
  }

  get entities(): Entities {
    return this.post.entities ?? entitiesOf(this.post.text) ?? {};
  }

  /** Where the links lead that are not in the text as they are. */
  get links(): string[] {
    const urls = this.post.entities?.urls ?? [];
    return urls.flatMap(({ url, expanded_url }) =>
      expanded_url === undefined || expanded_url === url ? [] : [expanded_url],
    );
  }

  reference(type: Reference['type']): Reference | undefined {
    return this.post.referenced_tweets?.find(reference => reference.type === type);
  }

  get media(): Media[] {
    return (this.post.attachments?.media_keys ?? []).flatMap(key => this.#known.media.get(key) ?? []);
  }

  /** Is this the user's id, or the name? */
  isUser(id: string | undefined, wanted: string): boolean {
    return id !== undefined && (id === wanted || this.#known.users.get(id)?.username.toLowerCase() === wanted);
  }

  isVerified(): boolean {
    return this.#known.users.get(this.post.author_id)?.['verified'] === true;
  }
}

/** Search reads `presidência` and `presidencia` as one word; the stream does not. */
export type Accents = 'told apart' | 'ignored';

export type PostMatcher = (post: SearchablePost) => boolean;

/** What decides whether a post is one that the query asks for. */
export function matcherOf(node: QueryNode, accents: Accents): PostMatcher {
  switch (node.kind) {
    case 'all': {
      const parts = node.parts.map(part => matcherOf(part, accents));
      return post => parts.every(matches => matches(post));
    }
    case 'any': {
      const parts = node.parts.map(part => matcherOf(part, accents));
      return post => parts.some(matches => matches(post));
    }
    case 'not': {
      const matches = matcherOf(node.part, accents);
      return post => !matches(post);
    }
    case 'words':
      return wordsMatcher(node.words, node.distance, accents);
    case 'operator':
      return operatorMatcher(node.name, node.value);
    default:
      return markMatcher(node.kind, node.name, accents);
  }
}

const readAs = (text: string, accents: Accents): string => (accents === 'ignored' ? withoutAccents(text) : text);

function wordsMatcher(words: readonly string[], distance: number | undefined, accents: Accents): PostMatcher {
  const wanted = words.map(word => readAs(word, accents));
  const run = ` ${wanted.join(' ')} `;
  if (wanted.length === 0) return () => false;
  if (distance === undefined) return post => post.words(accents).includes(run);
  return post => areNear(post.words(accents).split(' '), wanted, distance);
}

/** Are all of these words within a run that has at most so many others? */
function areNear(words: readonly string[], wanted: readonly string[], distance: number): boolean {
  const size = wanted.length + distance;
  return words.some((_, i) => {
    const run = words.slice(i, i + size);
    return wanted.every(word => run.includes(word));
  });
}

function markMatcher(kind: 'hashtag' | 'mention' | 'cashtag', name: string, accents: Accents): PostMatcher {
  const comparable = (text: string) => readAs(text.normalize('NFC').toLowerCase(), accents);
  const wanted = comparable(name);
  switch (kind) {
    case 'hashtag':
      return ({ entities }) => entities.hashtags?.some(({ tag }) => comparable(tag) === wanted) ?? false;
    case 'cashtag':
      return ({ entities }) => entities.cashtags?.some(({ tag }) => comparable(tag) === wanted) ?? false;
    case 'mention':
      return ({ entities }) => entities.mentions?.some(({ username }) => username.toLowerCase() === wanted) ?? false;
  }
}

function operatorMatcher(name: OperatorName, value: string): PostMatcher {
  const wanted = value.replace(/^@/, '').toLowerCase();
  switch (name) {
    case 'from':
      return searched => searched.isUser(searched.post.author_id, wanted);
    case 'to':
      return searched => searched.isUser(searched.post.in_reply_to_user_id, wanted);
    case 'retweets_of':
      return searched => isRetweetOf(searched, wanted);
    case 'url': {
      const run = ` ${wordsOf(value).join(' ')} `;
      const urls = ({ entities, links }: SearchablePost) => [...(entities.urls ?? []).map(({ url }) => url), ...links];
      return searched => urls(searched).some(url => ` ${wordsOf(url).join(' ')} `.includes(run));
    }
    case 'conversation_id':
      return ({ post }) => post.conversation_id === value;
    case 'in_reply_to_tweet_id':
      return searched => searched.reference('replied_to')?.id === value;
    case 'retweets_of_tweet_id':
      return searched => searched.reference('retweeted')?.id === value;
    case 'quotes_of_tweet_id':
      return searched => searched.reference('quoted')?.id === value;
    case 'lang':
      return ({ post }) => post.lang.toLowerCase() === wanted;
    case 'is':
      return KINDS[wanted];
    case 'has':
      return PARTS[wanted];
    case 'sample':
      // The time in an id is as good as random in its last digits, and the same whoever asks.
      return ({ post }) => Number((BigInt(post.id) >> LOW_BITS) % 100n) < Number(value);
  }
}

/** A retweet begins with the name of whom it repeats. */
const isRetweetOf = (searched: SearchablePost, wanted: string): boolean =>
  searched.reference('retweeted') !== undefined && /^RT @(\w+)/.exec(searched.post.text)?.[1].toLowerCase() === wanted;

const KINDS: Record<string, PostMatcher> = {
  retweet: searched => searched.reference('retweeted') !== undefined,
  reply: searched => searched.reference('replied_to') !== undefined,
  quote: searched => searched.reference('quoted') !== undefined,
  verified: searched => searched.isVerified(),
  nullcast: ({ post }) => post['nullcast'] === true,
};

const hasMedia =
  (...types: readonly string[]): PostMatcher =>
  ({ media }) =>
    media.some(({ type }) => types.includes(type));

const PARTS: Record<string, PostMatcher> = {
  hashtags: ({ entities }) => (entities.hashtags?.length ?? 0) > 0,
  cashtags: ({ entities }) => (entities.cashtags?.length ?? 0) > 0,
  links: ({ entities }) => (entities.urls?.length ?? 0) > 0,
  mentions: ({ entities }) => (entities.mentions?.length ?? 0) > 0,
  media: ({ media }) => media.length > 0,
  images: hasMedia('photo'),
  videos: hasMedia('video', 'animated_gif'),
  video_link: hasMedia('video', 'animated_gif'),
  geo: ({ post }) => post['geo'] !== undefined,
};
