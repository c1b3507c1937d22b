/**
 * A certificate authority for one run of a program: its key is never written anywhere, so that nobody can sign with it
 * afterwards, and its certificates last for days.
 *
 * Certificates are X.509 in DER: each value is a tag, a length and the bytes, nested. What strict clients ask for
 * (Python 3.13) is in them: the use of the key, and whose key it is.
 *
 * @see RFC 5280, section 4.1 for the layout, 4.2 for the extensions
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

const DAY_MS = 86_400_000;
const LASTS_MS = 30 * DAY_MS;

export interface CertifiedKey {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
}

export interface Authority {
  /** PEM: what clients have to trust. */
  readonly certificate: string;
  /** A key and a certificate for a server of these names. */
  certify(names: readonly string[]): CertifiedKey;
}

/** @param nowMs milliseconds since 1970 UTC; the certificates are good from the day before on, as clocks differ */
export function createAuthority(name: string, nowMs: number): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer: Issuer = { name, privateKey, keyId: keyIdOf(publicKey) };
  const own = [
    extension(OID.basicConstraints, sequence(boolean(true)), true),
    extension(OID.keyUsage, bits(CERTIFICATES_AND_LISTS), true),
  ];
  return {
    certificate: certificateOf(name, publicKey, own, issuer, nowMs),
    certify(names) {
      const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const extensions = [
        extension(OID.basicConstraints, sequence(), true),
        extension(OID.keyUsage, bits(SIGNATURES), true),
        extension(OID.extendedKeyUsage, sequence(objectId(OID.serverAuthentication))),
        extension(OID.subjectAlternativeName, sequence(...names.map(dns => tagged(0x82, Buffer.from(dns, 'ascii'))))),
      ];
      return {
        certificate: certificateOf(names[0], server.publicKey, extensions, issuer, nowMs),
        key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

interface Issuer {
  readonly name: string;
  readonly privateKey: KeyObject;
  readonly keyId: Buffer;
}

const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
};

/** What a key may be used for, as bits from the left, and how many at the right are not told. */
const SIGNATURES = { byte: 0x80, unused: 7 };
const CERTIFICATES_AND_LISTS = { byte: 0x06, unused: 1 };

function certificateOf(
  name: string,
  publicKey: KeyObject,
  extensions: readonly Buffer[],
  { name: issuer, privateKey, keyId }: Issuer,
  nowMs: number,
): string {
  const algorithm = sequence(objectId(OID.ecdsaWithSha256));
  const serial = randomBytes(16);
  serial[0] = (serial[0] & 0x7f) | 0x40; // positive, and no zeros in front
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))), // version 3
    tagged(0x02, serial),
    algorithm,
    nameOf(issuer),
    sequence(time(nowMs - DAY_MS), time(nowMs + LASTS_MS)),
    nameOf(name),
    spki(publicKey),
    tagged(
      0xa3,
      sequence(
        ...extensions,
        extension(OID.subjectKeyIdentifier, octets(keyIdOf(publicKey))),
        extension(OID.authorityKeyIdentifier, sequence(tagged(0x80, keyId))),
      ),
    ),
  );
  const signature = tagged(0x03, Buffer.of(0), sign('sha256', body, privateKey));
  const base64 = sequence(body, algorithm, signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
}

const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

/** By which certificates of one key find each other; any digest of the key does. */
const keyIdOf = (key: KeyObject): Buffer => createHash('sha256').update(spki(key)).digest().subarray(0, 20);

const nameOf = (commonName: string): Buffer =>
  sequence(tagged(0x31, sequence(objectId(OID.commonName), tagged(0x0c, Buffer.from(commonName)))));

const extension = (id: string, value: Buffer, isCritical = false): Buffer =>
  sequence(objectId(id), ...(isCritical ? [boolean(true)] : []), octets(value));

function tagged(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag, ...lengthOf(content.length)), content]);
}

/** Up to 127 in one byte; else how many bytes follow, and those. */
function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const sequence = (...contents: readonly Buffer[]): Buffer => tagged(0x30, ...contents);
const octets = (content: Buffer): Buffer => tagged(0x04, content);
const boolean = (value: boolean): Buffer => tagged(0x01, Buffer.of(value ? 0xff : 0));
const bits = ({ byte, unused }: { byte: number; unused: number }): Buffer => tagged(0x03, Buffer.of(unused, byte));

/** The first two numbers share a byte; the others have seven bits in each, the last one without the eighth. */
function objectId(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const number of rest) {
    const digits = [number & 0x7f];
    for (let left = number >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
    bytes.push(...digits);
  }
  return tagged(0x06, Buffer.from(bytes));
}

/** Until 2049 the year has two digits, and afterwards four. */
function time(timeMs: number): Buffer {
  const text = `${new Date(timeMs).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return new Date(timeMs).getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(text.slice(2)))
    : tagged(0x18, Buffer.from(text));
}
