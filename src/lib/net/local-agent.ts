import { Agent } from 'node:https';
import { connect } from 'node:net';

/** For a client that knows no address but its service's: its connections are led to this machine, in plain HTTP. */
export class LocalAgent extends Agent {
  readonly #port: number;

  constructor(port: number) {
    super({ keepAlive: false });
    this.#port = port;
  }

  override createConnection() {
    return connect({ host: '127.0.0.1', port: this.#port });
  }
}
