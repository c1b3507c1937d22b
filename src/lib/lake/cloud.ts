/** Glue and Athena: their clients, loaded when they are used, and what their refusals mean. */
import type { Athena } from '@aws-sdk/client-athena';
import type { Glue } from '@aws-sdk/client-glue';
import { RuntimeError, XptoError } from '../base/errors.ts';
import { reasonOf } from '../base/system-error.ts';

export interface Cloud {
  readonly glue: Glue;
  readonly athena: Athena;
  /** Undefined where nothing says it. */
  readonly region: string | undefined;
  close(): void;
}

const TRIES = 5;

/** What is not said in the usual AWS environment and profile is not known. */
export async function openCloud(): Promise<Cloud> {
  // Else they warn, on our standard error, that they will not run on Node 20 one day: their versions are pinned.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const [{ Athena }, { Glue }] = await Promise.all([import('@aws-sdk/client-athena'), import('@aws-sdk/client-glue')]);
  const { env } = process;
  const isElsewhere = env['AWS_ENDPOINT_URL'] ?? env['AWS_ENDPOINT_URL_ATHENA'] ?? env['AWS_ENDPOINT_URL_GLUE'];
  const said = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  // A server that is not Amazon's has no regions, but the signature has one.
  const options = { maxAttempts: TRIES, ...(said || isElsewhere ? { region: said ?? 'us-east-1' } : {}) };
  const [athena, glue] = [new Athena(options), new Glue(options)];
  const region = await athena.config.region().catch(() => undefined);
  return {
    athena,
    glue,
    region,
    close() {
      athena.destroy();
      glue.destroy();
    },
  };
}

/** What an error of a client says of itself. */
interface Failure extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What is refused whoever asks; its message says of what. */
const DENIED = new Set(['AccessDeniedException', 'AccessDenied', 'NotAuthorizedException']);
/** The message of these tells nothing that helps, or parts of the request. */
const NOT_KNOWN = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'IncompleteSignatureException',
  'MissingAuthenticationTokenException',
]);

/** Glue says this of what is not there, and Athena, of its workgroups, less clearly. */
export const isNotThere = (error: unknown): boolean => {
  const { name, message } = error as Failure;
  return name === 'EntityNotFoundException' || (name === 'InvalidRequestException' && /not found/i.test(message));
};

/** What to tell a person. @param service as people call it */
export function cloudFailure(error: unknown, service: 'Athena' | 'Glue'): unknown {
  if (error instanceof XptoError) return error;
  const failure = error as Failure;
  const options = { cause: error };
  const { name, message } = failure;
  if (/(?:Credentials|Token)ProviderError$/.test(name))
    return new RuntimeError('S3_NO_CREDENTIALS', { address: service }, options);
  if (/^region is missing/i.test(message)) return new RuntimeError('S3_NO_REGION', { address: service }, options);
  if (DENIED.has(name)) return new RuntimeError('CLOUD_DENIED', { service, message }, options);
  const status = failure.$metadata?.httpStatusCode;
  if (NOT_KNOWN.has(name) || status === 401 || status === 403)
    return new RuntimeError('CLOUD_UNKNOWN_CALLER', { service, code: name }, options);
  if (status === undefined) {
    return failure instanceof TypeError
      ? error
      : new RuntimeError('CLOUD_FAILED', { service, reason: reasonOf(failure) }, options);
  }
  return new RuntimeError('CLOUD_FAILED', { service, reason: `${name}: ${message}` }, options);
}

/** Runs a request; its failure is one that a person can act on. */
export async function asking<T>(service: 'Athena' | 'Glue', request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw cloudFailure(error, service);
  }
}

/** The same, undefined where there is no such thing. */
export async function lookingFor<T>(service: 'Athena' | 'Glue', request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw cloudFailure(error, service);
  }
}
