import type { S3, S3ClientConfig } from '@aws-sdk/client-s3';
import { type Clock, systemClock } from '../base/clock.ts';
import { RuntimeError } from '../base/errors.ts';
import { type Phrase, phrase } from '../base/messages/index.ts';
import { reasonOf } from '../base/system-error.ts';

/** How to reach S3; what is not said here the usual AWS environment and profile say. */
export interface S3Options {
  readonly region?: string;
  /** Of a store that is not Amazon's, such as `http://localhost:9000`. */
  readonly endpoint?: string;
  /** Whether the bucket is named in the path, not in the host. By default when there is an endpoint. */
  readonly forcePathStyle?: boolean;
  readonly profile?: string;
  /** How long an answer may keep us waiting, in milliseconds. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  /** In [0, 1): how long is waited before trying again. */
  readonly random?: () => number;
}

const MOST_TRIES = 10;
const LEAST_PAUSE_MS = 50; // so that no key is asked for more than twenty times a second
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
const TIMEOUT_MS = 60_000;

/** What is over when it is tried again, although its status does not say so. */
const PASSING = new Set([
  'BadDigest',
  'ConditionalRequestConflict',
  'IncompleteBody',
  'InternalError',
  'OperationAborted',
  'RequestTimeout',
  'RequestTimeTooSkewed', // the client has set its clock by the answer
  'SlowDown',
  'XAmzContentChecksumMismatch',
]);
const PASSING_CODE = /^E(?!RR_|NOTFOUND$)|^ERR_STREAM_PREMATURE_CLOSE$/;
/** An answer to HEAD has no body, and so its error no name. */
const NAMELESS = 'Unknown';
const PASSING_STATUS = new Set([408, 425, 429]);
/** Neither is over when it is tried again. */
const LASTING = new Set(['CredentialsProviderError', 'TokenProviderError', 'TypeError', 'RangeError', 'AccessDenied']);
/** Whatever the status; of one file among many there is none. */
const REFUSED = new Set(['AccessDenied', 'ExpiredToken']);

/** What an error of the client says of itself. */
interface Failure extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** A client of S3 that tries again, and counts. */
export class S3Requests {
  readonly #s3: S3;
  readonly #clock: Clock;
  readonly #random: () => number;
  /** So many were sent, each try for itself. */
  sent = 0;

  /** Loads the client, which takes longer than all else that a query loads. */
  static async open({ clock = systemClock, random = Math.random, ...options }: S3Options): Promise<S3Requests> {
    const { S3 } = await import('@aws-sdk/client-s3');
    return new S3Requests(new S3(configOf(options)), clock, random);
  }

  private constructor(s3: S3, clock: Clock, random: () => number) {
    this.#s3 = s3;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * Sends a request until it has an answer: at most ten times, after pauses that double and are drawn by lot, lest all
   * who wait come back at once.
   */
  async attempt<T>(send: (s3: S3) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      this.sent++;
      try {
        return await send(this.#s3);
      } catch (error) {
        if (tries === MOST_TRIES || !isPassing(error as Failure)) throw error;
        const longestMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
        await this.#clock.waitUntil(this.#clock.nowMs() + LEAST_PAUSE_MS + this.#random() * longestMs);
      }
    }
  }
}

function configOf({ region, endpoint, forcePathStyle, profile, timeoutMs = TIMEOUT_MS }: S3Options): S3ClientConfig {
  // Else it warns, on our standard error, that it will not run on Node 20 one day: its version is pinned.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const elsewhere = endpoint ?? process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'];
  const isSomewhere = region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  return {
    // A store that is not Amazon's has no regions, but the signature has one.
    ...(isSomewhere || elsewhere ? { region: isSomewhere ?? 'us-east-1' } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(profile ? { profile } : {}),
    forcePathStyle: forcePathStyle ?? elsewhere !== undefined,
    followRegionRedirects: true,
    maxAttempts: 1, // the tries are ours, so that they are counted, and replayed from a seed
    requestHandler: {
      connectionTimeout: timeoutMs / 4,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: timeoutMs,
    },
  };
}

export const statusOf = (error: unknown): number | undefined => (error as Failure).$metadata?.httpStatusCode;

function isPassing(error: Failure): boolean {
  if (error instanceof RuntimeError || LASTING.has(error.name)) return false;
  if (/^region is missing/i.test(error.message)) return false;
  // Of the network, whatever the answer began with. A name that is not known, or a certificate, stays so.
  if (error.code !== undefined) return PASSING_CODE.test(error.code);
  if (/deserialization error/i.test(error.message)) return true;
  const status = statusOf(error) ?? 0;
  if (PASSING.has(error.name) || PASSING_STATUS.has(status)) return true;
  if (status === 409 && error.name === NAMELESS) return true;
  // Without a status there was no answer; with a good one it could not be read to its end.
  return status < 300 || (status >= 500 && status !== 501);
}

export const isMissing = (error: unknown): boolean =>
  statusOf(error) === 404 && (error as Failure).name !== 'NoSuchBucket';

/** The name is taken. */
export const isTaken = (error: unknown): boolean => statusOf(error) === 412;

/** The part of the file that was asked for is not there. */
export const isBeyondEnd = (error: unknown): boolean => statusOf(error) === 416;

/**
 * What to tell a person. It holds no more of the store's answer than its error's name, which is no secret.
 *
 * @param address of the file
 */
export function s3Failure(error: unknown, address: string, doing: 'READ_FAILED' | 'WRITE_FAILED'): unknown {
  if (error instanceof RuntimeError) return error;
  const failure = error as Failure;
  const options = { cause: error };
  if (LASTING.has(failure.name) && /ProviderError$/.test(failure.name))
    return new RuntimeError('S3_NO_CREDENTIALS', { address }, options);
  if (/^region is missing/i.test(failure.message)) return new RuntimeError('S3_NO_REGION', { address }, options);
  const status = statusOf(failure);
  if (status === 401 || status === 403 || REFUSED.has(failure.name))
    return new RuntimeError('S3_REFUSED', { address, code: failure.name }, options);
  // What HEAD is told when the credentials have expired, or the region is another.
  if (status === 400 && failure.name === NAMELESS)
    return new RuntimeError('S3_REFUSED', { address, code: 'Bad Request (400)' }, options);
  if (failure.name === 'NoSuchBucket') return new RuntimeError('S3_NO_BUCKET', { address }, options);
  if (isMissing(failure)) return new RuntimeError('FILE_NOT_FOUND', { path: address }, options);
  if (status === undefined && failure instanceof TypeError) return error; // our mistake
  const reason = reasonFor(failure, status);
  if (doing === 'READ_FAILED') return new RuntimeError('READ_FAILED', { name: address, reason }, options);
  return new RuntimeError('WRITE_FAILED', { path: address, reason, next: phrase('NEXT_START_AGAIN') }, options);
}

function reasonFor(failure: Failure, status: number | undefined): Phrase | string {
  if (status !== undefined && status >= 300) return phrase('REASON_STORE_ANSWERED', { code: failure.name, status });
  if (failure.name === 'TimeoutError') return phrase('REASON_NO_ANSWER', { code: 'ETIMEDOUT' });
  return reasonOf(failure);
}
