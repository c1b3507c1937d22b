import { RuntimeError } from '../base/errors.ts';
import { entitiesOf } from './entities.ts';
import { isObject, type Json } from './json.ts';
import { type Media, type Post, type PostSet, postTime, type Reference, timeOfId, type User } from './post.ts';

/**
 * Reads posts from JSON lines, in the order in which they stand there: posts of API v2, rows of its stream, pages of
 * answers, or posts of API v1.1.
 *
 * @param name of the file, for errors
 * @throws RuntimeError `POST_UNREADABLE`, with the number of the line
 */
export async function readPosts(lines: AsyncIterable<string>, name: string): Promise<PostSet> {
  const found = new FoundPosts();
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() === '') continue;
    try {
      found.add(JSON.parse(line));
    } catch (error) {
      throw new RuntimeError('POST_UNREADABLE', { name, line: number }, { cause: error });
    }
  }
  return found.set();
}

class FoundPosts {
  readonly #posts: Post[] = [];
  readonly #users = new Map<string, User>();
  readonly #media = new Map<string, Media>();
  readonly #others = new Map<string, Post>();

  add(row: unknown): void {
    const json = objectOf(row);
    const { data = json, includes } = json;
    for (const post of [data].flat()) this.#posts.push(this.#post(objectOf(post)));
    if (includes === undefined) return;
    const { users, media, tweets } = objectOf(includes);
    for (const user of listOf(users)) this.#users.set(textOf(user['id']), userOf(user));
    for (const item of listOf(media)) this.#media.set(textOf(item['media_key']), item as unknown as Media);
    for (const tweet of listOf(tweets)) this.#others.set(textOf(tweet['id']), this.#post(tweet));
  }

  /** Everybody who wrote something has a name; where none is known, one is made of the number. */
  set(): PostSet {
    for (const { author_id } of [...this.#posts, ...this.#others.values()]) {
      if (this.#users.has(author_id)) continue;
      this.#users.set(author_id, { id: author_id, name: author_id, username: `u${author_id}`.slice(0, 15) });
    }
    return { posts: this.#posts, users: this.#users, media: this.#media, others: this.#others };
  }

  #post(json: Json): Post {
    return 'id_str' in json ? this.#olderPost(json) : postOf(json);
  }

  /** A post in the shape of v1.1, in that of v2. */
  #olderPost(json: Json): Post {
    const id = idTextOf(json['id_str']);
    const whole = isObject(json['extended_tweet']) ? json['extended_tweet'] : json;
    const text = textOf(whole['full_text'] ?? whole['text']);
    const entities = entitiesOf(text);
    const expanded = new Map(
      listOf(isObject(whole['entities']) ? whole['entities']['urls'] : undefined).map(({ url, expanded_url }) => [
        url,
        expanded_url,
      ]),
    );
    const urls = entities?.urls?.map(link => ({ ...link, expanded_url: String(expanded.get(link.url) ?? link.url) }));
    const referenced_tweets = this.#references(json);
    const media_keys = this.#mediaKeys(whole);
    const count = (name: string) => Number(json[name] ?? 0);
    const replyTo = json['in_reply_to_user_id_str'];
    return {
      id,
      text,
      created_at: timeText(textOf(json['created_at'])),
      author_id: this.#author(json['user']),
      lang: String(json['lang'] ?? 'und'),
      edit_history_tweet_ids: [id],
      public_metrics: {
        retweet_count: count('retweet_count'),
        reply_count: count('reply_count'),
        like_count: count('favorite_count'),
        quote_count: count('quote_count'),
      },
      ...(typeof json['possibly_sensitive'] === 'boolean' && { possibly_sensitive: json['possibly_sensitive'] }),
      ...(typeof json['source'] === 'string' && { source: json['source'].replace(/<[^>]*>/g, '') }),
      ...(typeof replyTo === 'string' && { in_reply_to_user_id: replyTo }),
      ...(referenced_tweets.length > 0 && { referenced_tweets }),
      ...(media_keys.length > 0 && { attachments: { media_keys } }),
      ...(entities && { entities: { ...entities, ...(urls && { urls }) } }),
    };
  }

  #author(json: unknown): string {
    const user = objectOf(json);
    const id = idTextOf(user['id_str']);
    const count = (name: string) => Number(user[name] ?? 0);
    this.#users.set(id, {
      id,
      name: textOf(user['name']),
      username: textOf(user['screen_name']),
      verified: user['verified'] === true,
      protected: user['protected'] === true,
      description: String(user['description'] ?? ''),
      ...(typeof user['created_at'] === 'string' && { created_at: timeText(user['created_at']) }),
      public_metrics: {
        followers_count: count('followers_count'),
        following_count: count('friends_count'),
        tweet_count: count('statuses_count'),
        listed_count: count('listed_count'),
      },
    });
    return id;
  }

  /** The posts that it repeats, quotes or answers; those that it holds become known. */
  #references(json: Json): Reference[] {
    const whole = { retweeted: json['retweeted_status'], quoted: json['quoted_status'] };
    for (const other of Object.values(whole)) {
      if (isObject(other)) this.#others.set(idTextOf(other['id_str']), this.#olderPost(other));
    }
    const ids = {
      retweeted: isObject(whole.retweeted) ? whole.retweeted['id_str'] : undefined,
      quoted: json['quoted_status_id_str'],
      replied_to: json['in_reply_to_status_id_str'],
    };
    return Object.entries(ids).flatMap(([type, id]) =>
      typeof id === 'string' ? [{ type: type as Reference['type'], id: idTextOf(id) }] : [],
    );
  }

  #mediaKeys(json: Json): string[] {
    const { media } = isObject(json['extended_entities']) ? json['extended_entities'] : {};
    return listOf(media).map(({ id_str, type, media_url_https: url }) => {
      const prefix = { photo: 3, video: 7, animated_gif: 16 }[String(type)] ?? 3;
      const media_key = `${prefix}_${textOf(id_str)}`;
      this.#media.set(media_key, { media_key, type: String(type), ...(typeof url === 'string' && { url }) });
      return media_key;
    });
  }
}

function userOf(json: Json): User {
  textOf(json['username']);
  return json as User;
}

/** A post of v2, with what a request may not have asked for. */
function postOf(json: Json): Post {
  const id = idTextOf(json['id']);
  const { created_at, author_id, lang, edit_history_tweet_ids, ...more } = withoutNulls(json);
  checkLookedInto(more);
  return {
    ...more,
    id,
    text: textOf(json['text']),
    created_at: created_at === undefined ? postTime(timeOfId(id)) : timeText(textOf(created_at)),
    author_id: author_id === undefined ? '0' : idTextOf(author_id),
    lang: lang === undefined ? 'und' : textOf(lang),
    edit_history_tweet_ids: edit_history_tweet_ids === undefined ? [id] : arrayOf(edit_history_tweet_ids, idTextOf),
  };
}

/** Programs that have columns write null where X leaves a field out. */
const withoutNulls = (json: Json): Json =>
  Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));

/** Queries and expansions look into these fields; in all others there may be anything. */
function checkLookedInto({
  conversation_id,
  in_reply_to_user_id,
  referenced_tweets = [],
  attachments = {},
  entities = {},
}: Json): void {
  for (const id of [conversation_id, in_reply_to_user_id]) if (id !== undefined) idTextOf(id);
  arrayOf(referenced_tweets, reference => idTextOf(objectOf(reference)['id']));
  arrayOf(objectOf(attachments)['media_keys'] ?? [], textOf);
  const { hashtags = [], cashtags = [], mentions = [], urls = [] } = objectOf(entities);
  for (const tags of [hashtags, cashtags]) arrayOf(tags, tag => textOf(objectOf(tag)['tag']));
  arrayOf(mentions, mention => textOf(objectOf(mention)['username']));
  arrayOf(urls, link => {
    const { url, expanded_url = url } = objectOf(link);
    return [textOf(url), textOf(expanded_url)];
  });
}

/** No post is of another time: X began in 2006. */
const [EARLIEST_MS, LATEST_MS] = [Date.UTC(2006), Date.UTC(2106)];

/** Both of X's ways to write a time. */
function timeText(text: string): string {
  const timeMs = Date.parse(text);
  if (timeMs >= EARLIEST_MS && timeMs < LATEST_MS) return postTime(timeMs);
  throw new Error(`${text} is no time of a post`);
}

function idTextOf(value: unknown): string {
  if (typeof value === 'string' && /^\d{1,19}$/.test(value)) return value;
  throw new Error(`${value} is no id`);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error('A text is missing');
}

function objectOf(value: unknown): Json {
  if (isObject(value)) return value;
  throw new Error('It is no object');
}

function arrayOf<T>(value: unknown, read: (item: unknown) => T): T[] {
  if (Array.isArray(value)) return value.map(item => read(item));
  throw new Error('It is no list');
}

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.map(objectOf) : []);
