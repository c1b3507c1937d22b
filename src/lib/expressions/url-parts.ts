/** The parts of a URI as Java's `java.net.URI` cuts it, as far as Spark's `parse_url` asks. @see RFC 2396 */

const ESCAPED = String.raw`%[\da-fA-F]{2}`;
// Java lets through what is beyond ASCII and neither a control character nor a space.
const OTHER = String.raw`[^\x00-\x7f\p{Cc}\p{Z}]`;
const UNRESERVED = String.raw`[\w\-.!~*'()]`;
const PATH = `(?:${UNRESERVED}|[:@&=+$,;/]|${ESCAPED}|${OTHER})*`;
const ANY = String.raw`(?:${UNRESERVED}|[;/?:@&=+$,\[\]]|${ESCAPED}|${OTHER})*`;
const AUTHORITY = String.raw`(?:${UNRESERVED}|[;:@&=+$,\[\]]|${ESCAPED}|${OTHER})`;
const HIERARCHICAL = new RegExp(
  `^(?:(?<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):)?(?://(?<authority>${AUTHORITY}+)?)?(?<path>${PATH})(?:\\?(?<query>${ANY}))?(?:#(?<fragment>${ANY}))?$`,
  'u',
);
const OPAQUE = new RegExp(
  `^(?<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):(?<rest>(?!/)${ANY.slice(0, -1)}+)(?:#(?<fragment>${ANY}))?$`,
  'u',
);
const SERVER = new RegExp(
  String.raw`^(?:(?<user>(?:${UNRESERVED}|[;:&=+$,]|${ESCAPED}|${OTHER})*)@)?(?<host>\[[\da-fA-F:.]+(?:%[\w.]+)?\]|(?:\d{1,3}\.){3}\d{1,3}|(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.?)(?::\d*)?$`,
  'u',
);

export interface UrlParts {
  readonly scheme?: string;
  readonly authority?: string;
  readonly user?: string;
  readonly host?: string;
  /** Undefined where the URI is not one of a hierarchy: `mailto:a@b`. */
  readonly path?: string;
  readonly query?: string;
  readonly fragment?: string;
}

/** Undefined where the text is no URI. */
export function urlParts(text: string): UrlParts | undefined {
  const opaque = OPAQUE.exec(text)?.groups;
  if (opaque) return { scheme: opaque['scheme'], fragment: opaque['fragment'] };
  const found = HIERARCHICAL.exec(text)?.groups;
  if (!found) return undefined;
  const { scheme, authority, path, query, fragment } = found;
  // Something has to stand behind `scheme:` and behind `//`.
  if (scheme !== undefined && text.length === scheme.length + 1) return undefined;
  // What stands before a colon would have to be a scheme.
  if (scheme === undefined && /^[^/?#]*:/.test(text)) return undefined;
  const start = scheme === undefined ? 0 : scheme.length + 1;
  if (text.startsWith('//', start) && authority === undefined && path === '') return undefined;
  // A name with an underscore, or with a bad port, is an authority without a host.
  const server = authority === undefined ? undefined : SERVER.exec(authority)?.groups;
  return { scheme, authority, user: server?.['user'], host: server?.['host'], path, query, fragment };
}
