import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What may go wrong between a client and a store. Before: the request does not arrive; after: its answer does not. */
export type Fault =
  | { readonly kind: 'reset' | 'silence' | 'status'; readonly when: 'before' | 'after'; readonly status?: Refusal }
  /** The body of the answer ends in its middle, a bit in it is turned, the tag of the object is another's. */
  | { readonly kind: 'cut' | 'flipped' | 'wrong tag' }
  /** The body of the answer ends in its middle, or before it begins, as if that were its end. */
  | { readonly kind: 'shortened' | 'empty' }
  /** Many are to be removed, and the store says of one that it stays. */
  | { readonly kind: 'stays'; readonly code: string }
  /** HEAD is told that the object has 6 GiB; a list of parts is given one at a time. */
  | { readonly kind: 'huge' | 'paged' }
  /** The request arrives twice, and the second answer is given; or its condition does not arrive. */
  | { readonly kind: 'twice' | 'unconditional' };

export type Refusal = keyof typeof REFUSALS;

const REFUSALS = {
  '500 InternalError': 500,
  '503 SlowDown': 503,
  '429 TooManyRequests': 429,
  '409 ConditionalRequestConflict': 409,
  '412 PreconditionFailed': 412,
  '403 AccessDenied': 403,
  '400 ExpiredToken': 400,
} as const;

export interface ProxiedRequest {
  readonly method: string;
  readonly url: string;
  /** From 1. */
  readonly number: number;
}

export type FaultPlan = (request: ProxiedRequest) => Fault | undefined;

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Stands between a client and a store, on a port of its own. */
export async function startFaultProxy(storePort: number) {
  const seen: ProxiedRequest[] = [];
  let plan: FaultPlan = () => undefined;
  const sockets = new Set<Socket>();

  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url = '' } = incoming;
    const proxied = { method, url, number: seen.length + 1 };
    seen.push(proxied);
    const fault = plan(proxied);
    try {
      const body = await bodyOf(incoming);
      if (fault?.kind === 'stays') {
        outgoing.writeHead(200, { 'content-type': 'application/xml' });
        outgoing.end(
          `<?xml version="1.0"?><DeleteResult><Error><Key>a</Key><Code>${fault.code}</Code><Message>so it was planned</Message></Error></DeleteResult>`,
        );
        return;
      }
      if (fault && 'when' in fault && fault.when === 'before') return failWith(fault, outgoing);
      const send = () => forward(storePort, incoming, body);
      if (fault?.kind === 'twice') await send();
      if (fault?.kind === 'unconditional') delete incoming.headers['if-none-match'];
      if (fault?.kind === 'paged') incoming.url += '&max-parts=1';
      const answer = await send();
      if (fault && 'when' in fault) return failWith(fault, outgoing);
      give(answer, fault?.kind, outgoing);
    } catch {
      outgoing.destroy(); // one side is gone
    }
  });
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    /** Starts to count anew. */
    use(next: FaultPlan) {
      plan = next;
      seen.length = 0;
    },
    get seen(): readonly ProxiedRequest[] {
      return seen;
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise(resolve => server.close(resolve));
    },
  };
}

function failWith(fault: Extract<Fault, { when: string }>, outgoing: ServerResponse): void {
  if (fault.kind === 'reset') {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  if (fault.kind === 'silence') return; // until the client has had enough
  const refusal = fault.status ?? '500 InternalError';
  outgoing.writeHead(REFUSALS[refusal], { 'content-type': 'application/xml' });
  outgoing.end(
    `<?xml version="1.0"?><Error><Code>${refusal.slice(4)}</Code><Message>so it was planned</Message></Error>`,
  );
}

function give({ status, headers, body }: Answer, kind: Fault['kind'] | undefined, outgoing: ServerResponse): void {
  const given = { ...headers };
  if (kind === 'huge') given['content-length'] = 6 * 2 ** 30;
  if (kind === 'empty') given['content-length'] = 0;
  if (kind === 'shortened') delete given['content-length'];
  if (kind === 'wrong tag' && given['etag']) given['etag'] = '"00000000000000000000000000000000"';
  const bytes = Buffer.from(body);
  if (kind === 'flipped' && bytes.length > 0) bytes[bytes.length >> 1] ^= 1;
  outgoing.writeHead(status, given);
  if (kind === 'shortened' || kind === 'empty') {
    outgoing.end(bytes.subarray(0, kind === 'empty' ? 0 : bytes.length >> 1));
    return;
  }
  if (kind !== 'cut' || bytes.length === 0) {
    outgoing.end(bytes);
    return;
  }
  outgoing.write(bytes.subarray(0, bytes.length >> 1), () => outgoing.destroy());
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece);
  return Buffer.concat(pieces);
}

function forward(port: number, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // As it came, and its host with it: that is signed.
    const sent = { ...headers, connection: 'close' };
    delete sent['expect'];
    const forwarded = request({ host: '127.0.0.1', port, method, path: url, headers: sent }, async answer => {
      try {
        const { statusCode = 0, headers } = answer;
        delete headers['transfer-encoding'];
        delete headers.connection;
        const body = await bodyOf(answer);
        // What a HEAD says of the length is of what it does not send.
        const length = method === 'HEAD' || statusCode === 204 ? {} : { 'content-length': body.length };
        resolve({ status: statusCode, headers: { ...headers, ...length }, body });
      } catch (error) {
        reject(error);
      }
    });
    forwarded.on('error', reject);
    forwarded.end(body);
  });
}
