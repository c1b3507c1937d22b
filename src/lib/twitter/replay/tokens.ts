import { createHash } from 'node:crypto';
import type { ApiAnswer, ApiRequest } from './api.ts';
import { methodNotAllowed } from './problems.ts';

/** The endpoints that give tokens out, and take them back. Nothing is kept of a key or a secret. */
export class Tokens {
  readonly #revoked = new Set<string>();

  /** Any token is good that was not taken back. */
  isGood(token: string): boolean {
    return !this.#revoked.has(token);
  }

  /** @returns undefined where the path is none of these */
  answer({ method, body, authorization = '' }: ApiRequest, pathname: string): ApiAnswer | undefined {
    const path = /^(\/2)?\/oauth2\/(token|invalidate_token)$/.exec(pathname);
    if (!path) return undefined;
    if (method !== 'POST') throw methodNotAllowed();
    const form = new URLSearchParams(body);
    const [, basic] = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
    if (basic === undefined || !/^[^:]+:.+$/.test(Buffer.from(basic, 'base64').toString())) {
      return oauthError(99, 'Unable to verify your credentials', 'authenticity_token_error');
    }
    const headers = {};
    if (path[2] === 'invalidate_token') {
      const access_token = form.get('access_token') ?? '';
      this.#revoked.add(access_token);
      return { status: 200, headers, body: { access_token } };
    }
    if (form.get('grant_type') !== 'client_credentials') {
      return oauthError(170, 'Missing required parameter: grant_type', 'forbidden_missing_parameter');
    }
    const access_token = `AAAAAAAAAAAAAAAAAAAAA${createHash('sha256').update(basic).digest('hex')}`;
    this.#revoked.delete(access_token);
    const expires = path[1] === undefined ? {} : { expires_in: 7200, scope: 'tweet.read users.read' };
    return { status: 200, headers, body: { token_type: 'bearer', ...expires, access_token } };
  }
}

const oauthError = (code: number, message: string, label: string): ApiAnswer => ({
  status: 403,
  headers: {},
  body: { errors: [{ code, message, label }] },
});
