import { X509Certificate } from 'node:crypto';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { createAuthority } from '../../src/lib/net/certificates.ts';

const DAY_MS = 86_400_000;

test('an authority and what it certifies say what they have to', () => {
  const nowMs = Date.parse('2026-03-02T12:00:00Z');
  const authority = createAuthority('of a test', nowMs);
  const certified = authority.certify(['api.x.example', 'b.example']);
  const [own, server] = [authority.certificate, certified.certificate].map(pem => new X509Certificate(pem));
  expect([own.subject, own.issuer, server.subject, server.issuer]).toEqual(
    ['of a test', 'of a test', 'api.x.example', 'of a test'].map(name => `CN=${name}`),
  );
  expect([own.ca, server.ca]).toEqual([true, false]);
  expect([own.verify(own.publicKey), server.verify(own.publicKey), own.verify(server.publicKey)]).toEqual([
    true,
    true,
    false,
  ]);
  expect([own.checkIssued(own), server.checkIssued(own)]).toEqual([true, true]);
  expect(['api.x.example', 'b.example', 'x.example', 'c.example'].map(name => server.checkHost(name))).toEqual([
    'api.x.example',
    'b.example',
    undefined,
    undefined,
  ]);
  expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  for (const certificate of [own, server]) {
    expect(Date.parse(certificate.validFrom)).toBe(nowMs - DAY_MS);
    expect(Date.parse(certificate.validTo)).toBe(nowMs + 30 * DAY_MS);
  }
  expect(own.serialNumber).not.toBe(server.serialNumber);
  expect(authority.certificate).not.toContain('PRIVATE');
});

test.each([2049, 2050, 2100])('years are written as they have to be: %i', year => {
  const { certificate } = createAuthority('later', Date.UTC(year, 5, 15));
  expect(new Date(new X509Certificate(certificate).validFrom).getUTCFullYear()).toBe(year);
});

test('connections are trusted by who trusts the authority, and by nobody else', async () => {
  const authority = createAuthority('of a test', Date.now());
  const { certificate: cert, key } = authority.certify(['api.x.example']);
  const server = createServer({ cert, key }, socket => socket.on('error', () => {}).end('hello'));
  server.on('tlsClientError', () => {});
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const reach = (servername: string, ca: string) =>
    new Promise<string>(resolve => {
      const socket: TLSSocket = connect({ host: '127.0.0.1', port, servername, ca }, () => resolve('trusted'));
      socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code!));
    });
  expect(await reach('api.x.example', authority.certificate)).toBe('trusted');
  expect(await reach('b.example', authority.certificate)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  const other = createAuthority('of a test', Date.now());
  expect(await reach('api.x.example', other.certificate)).not.toBe('trusted');
  server.close();
});
