// As much of ws as is used here: the package has no types of its own.
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  class WebSocket extends EventEmitter {
    constructor(
      address: string,
      options: { perMessageDeflate: boolean; maxPayload: number; handshakeTimeout: number; followRedirects: boolean },
    );
    send(text: string): void;
    pause(): void;
    resume(): void;
    terminate(): void;
  }

  class WebSocketServer extends EventEmitter {
    constructor(options: { noServer: true });
    handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, upgraded: (client: WebSocket) => void): void;
  }

  export { WebSocket, WebSocketServer };
}
