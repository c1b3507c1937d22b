import type { Media, Post, PostSet, User } from '../post.ts';
import type { Parameters } from './parameters.ts';
import { resourceNotFound } from './problems.ts';
import type { World } from './world.ts';

const TWEET_FIELDS =
  'article,attachments,author_id,card_uri,community_id,context_annotations,conversation_id,created_at,display_text_range,edit_controls,edit_history_tweet_ids,entities,geo,id,in_reply_to_user_id,lang,matched_media_notes,media_metadata,non_public_metrics,note_tweet,organic_metrics,paid_partnership,possibly_sensitive,promoted_metrics,public_metrics,referenced_tweets,reply_settings,scopes,source,suggested_source_links,suggested_source_links_with_counts,text,withheld'.split(
    ',',
  );
const USER_FIELDS =
  'affiliation,confirmed_email,connection_status,created_at,description,entities,id,is_identity_verified,location,most_recent_tweet_id,name,parody,pinned_tweet_id,profile_banner_url,profile_image_url,protected,public_metrics,receives_your_dm,subscription,subscription_type,url,username,verified,verified_followers_count,verified_type,withheld'.split(
    ',',
  );
const MEDIA_FIELDS =
  'alt_text,duration_ms,height,media_key,non_public_metrics,organic_metrics,preview_image_url,promoted_metrics,public_metrics,type,url,variants,width'.split(
    ',',
  );
const PLACE_FIELDS = 'contained_within,country,country_code,full_name,geo,id,name,place_type'.split(',');
const POLL_FIELDS = 'duration_minutes,end_datetime,id,options,voting_status'.split(',');
const EXPANSIONS =
  'article.cover_media,article.media_entities,attachments.media_keys,attachments.media_source_tweet,attachments.poll_ids,author_id,edit_history_tweet_ids,entities.mentions.username,entities.note.mentions.username,geo.place_id,in_reply_to_user_id,referenced_tweets.id,referenced_tweets.id.attachments.media_keys,referenced_tweets.id.author_id'.split(
    ',',
  );

/** The parameters that say what is told of a post. */
export const FIELD_PARAMETERS = [
  'tweet.fields',
  'expansions',
  'media.fields',
  'poll.fields',
  'user.fields',
  'place.fields',
];

/** What X tells without being asked. */
const DEFAULT_FIELDS = ['id', 'text', 'edit_history_tweet_ids'];
const DEFAULT_USER_FIELDS = ['id', 'name', 'username'];
const DEFAULT_MEDIA_FIELDS = ['media_key', 'type'];

/** The field of a post that an expansion looks at: it is told, too. */
const EXPANDED_FIELD: Record<string, string> = {
  author_id: 'author_id',
  in_reply_to_user_id: 'in_reply_to_user_id',
  'attachments.media_keys': 'attachments',
  'attachments.poll_ids': 'attachments',
  'entities.mentions.username': 'entities',
  'referenced_tweets.id': 'referenced_tweets',
  'referenced_tweets.id.author_id': 'referenced_tweets',
  'geo.place_id': 'geo',
};

type Shown = Record<string, unknown>;

/** Posts as an answer tells them, with what they refer to. */
export interface Rendered {
  readonly data: readonly Shown[];
  readonly includes?: Readonly<Record<string, readonly Shown[]>>;
  /** What they refer to and is not there. */
  readonly errors?: readonly Shown[];
}

/** Tells posts with the fields that a request asked for. */
export class Fields {
  readonly #tweetFields: ReadonlySet<string>;
  readonly #userFields: readonly string[];
  readonly #mediaFields: readonly string[];
  readonly #expansions: ReadonlySet<string>;
  readonly #known: Pick<PostSet, 'users' | 'media'>;

  constructor(parameters: Parameters, known: Pick<PostSet, 'users' | 'media'>) {
    this.#known = known;
    this.#expansions = new Set(parameters.list('expansions', EXPANSIONS));
    const looked = [...this.#expansions].flatMap(expansion => EXPANDED_FIELD[expansion] ?? []);
    this.#tweetFields = new Set([...DEFAULT_FIELDS, ...parameters.list('tweet.fields', TWEET_FIELDS), ...looked]);
    this.#userFields = [...DEFAULT_USER_FIELDS, ...parameters.list('user.fields', USER_FIELDS)];
    this.#mediaFields = [...DEFAULT_MEDIA_FIELDS, ...parameters.list('media.fields', MEDIA_FIELDS)];
    parameters.list('place.fields', PLACE_FIELDS);
    parameters.list('poll.fields', POLL_FIELDS);
  }

  render(posts: readonly Post[], world: World): Rendered {
    const data = posts.map(post => this.#post(post));
    if (this.#expansions.size === 0) return { data };
    const found = new Found();
    for (const post of posts) this.#expand(post, world, found);
    const includes = found.listed(
      post => this.#post(post),
      user => only(user, this.#userFields),
      media => only(media, this.#mediaFields),
    );
    const errors = [...found.missing].map(id => resourceNotFound('tweet', 'referenced_tweets.id', id));
    return { data, ...(includes && { includes }), ...(errors.length > 0 && { errors }) };
  }

  #post(post: Post): Shown {
    return only(post, this.#tweetFields);
  }

  #expand(post: Post, world: World, found: Found): void {
    const user = (id: string | undefined) => found.user(id === undefined ? undefined : this.#known.users.get(id));
    if (this.#expansions.has('author_id')) user(post.author_id);
    if (this.#expansions.has('in_reply_to_user_id')) user(post.in_reply_to_user_id);
    if (this.#expansions.has('entities.mentions.username'))
      for (const { id } of post.entities?.mentions ?? []) user(id);
    if (this.#expansions.has('attachments.media_keys')) this.#media(post, found);
    if (![...this.#expansions].some(name => name.startsWith('referenced_tweets.id'))) return;
    for (const { id } of post.referenced_tweets ?? []) {
      const referenced = world.referenced(id);
      if (!referenced) found.missing.add(id);
      else found.posts.set(id, referenced);
      if (this.#expansions.has('referenced_tweets.id.author_id')) user(referenced?.author_id);
      if (referenced && this.#expansions.has('referenced_tweets.id.attachments.media_keys'))
        this.#media(referenced, found);
    }
  }

  #media(post: Post, found: Found): void {
    for (const key of post.attachments?.media_keys ?? []) {
      const media = this.#known.media.get(key);
      if (media) found.media.set(key, media);
    }
  }
}

/** What posts refer to, each once. */
class Found {
  readonly posts = new Map<string, Post>();
  readonly users = new Map<string, User>();
  readonly media = new Map<string, Media>();
  /** The ids of posts that are not there. */
  readonly missing = new Set<string>();

  user(user: User | undefined): void {
    if (user) this.users.set(user.id, user);
  }

  listed(post: (post: Post) => Shown, user: (user: User) => Shown, media: (media: Media) => Shown) {
    const lists = {
      users: [...this.users.values()].map(user),
      tweets: [...this.posts.values()].map(post),
      media: [...this.media.values()].map(media),
    };
    const filled = Object.entries(lists).filter(([, list]) => list.length > 0);
    return filled.length === 0 ? undefined : (Object.fromEntries(filled) as Record<string, Shown[]>);
  }
}

function only(thing: Readonly<Record<string, unknown>>, fields: Iterable<string>): Shown {
  const shown: Shown = {};
  for (const field of fields) if (thing[field] !== undefined) shown[field] = thing[field];
  return shown;
}
