import { StringDecoder } from 'node:string_decoder';
import type { Command } from 'commander';
import { systemClock } from '../lib/base/clock.ts';
import { UsageError } from '../lib/base/errors.ts';
import { type Chunks, openChunks, streamChunks } from '../lib/files/file-chunks.ts';
import { terminalSafe } from '../lib/formats/terminal-safe.ts';
import { sendLines } from '../lib/net/line-client.ts';
import { type LineServer, type LineServerListener, STALLED_MS, serveLines } from '../lib/net/line-server.ts';
import { isLoopback } from '../lib/net/listen.ts';
import { type LineSource, paced, repeated, unixLines } from '../lib/net/outgoing-lines.ts';
import type { Io } from './io.ts';
import {
  host as hostName,
  LINES_PORT,
  nonEmpty,
  perSecond,
  port,
  type Read,
  servedPort,
  valueOption,
} from './options.ts';

interface NetcatOptions {
  readonly l?: boolean;
  readonly k?: boolean;
  readonly L?: boolean;
  readonly port?: number;
  readonly host?: string;
  readonly file?: string;
  /** Milliseconds from line to line. */
  readonly rate?: number;
  readonly loop: boolean;
  readonly wait: boolean;
  readonly one: boolean;
  readonly retry: boolean;
  readonly raw: boolean;
}

export function define(command: Command, io: Io): void {
  const { text } = io;
  command
    .usage(text('NETCAT_USAGE'))
    .argument('[host]', text('ARGUMENT_NETCAT_HOST'))
    .argument('[port]', text('ARGUMENT_NETCAT_PORT'))
    .option('-l', text('OPTION_LISTEN'))
    .option('-k', text('OPTION_KEEP_LISTENING'))
    .option('-L', text('OPTION_LISTEN_HARDER'))
    .addOption(valueOption('-p, --port <port>', text('OPTION_NETCAT_PORT'), servedPort))
    .addOption(valueOption('-s, --host <address>', text('OPTION_BIND'), hostName))
    .addOption(valueOption('--file <file>', text('OPTION_FILE'), nonEmpty))
    .addOption(valueOption('--rate <rate>', text('OPTION_RATE'), rate))
    .option('--loop', text('OPTION_LOOP'), false)
    .option('--one', text('OPTION_ONE'), false)
    .option('--wait', text('OPTION_WAIT'), true)
    .option('--no-wait', text('OPTION_NO_WAIT'))
    .option('--retry', text('OPTION_RETRY'), false)
    .option('--raw', text('OPTION_RAW'), false)
    .addHelpText('before', `${text('NETCAT_EXAMPLES')}\n`)
    .addHelpText('after', `\n${text('NETCAT_RULES', { seconds: STALLED_MS / 1000 })}`)
    .action(async (first: string | undefined, second: string | undefined, options: NetcatOptions) => {
      const end = endOf([first, second], options);
      const lines = await openLines(io, options);
      io.interrupted.addEventListener('abort', () => io.note(text('NETCAT_STOPPING')));
      if (end.isServer) await serve(io, end, lines, options);
      else await connect(io, end, lines, options);
    });
}

/** Which end of the connection this is, and where; a server without a host is for this machine only. */
type End = ServerEnd | ClientEnd;
interface ServerEnd {
  readonly isServer: true;
  readonly host: string | undefined;
  readonly port: number;
}
interface ClientEnd {
  readonly isServer: false;
  readonly host: string;
  readonly port: number;
}

/** `PORT` or `HOST PORT`, the port perhaps with -p; a host is the one to connect to, unless -l is there. */
function endOf(operands: readonly (string | undefined)[], { l, k, L, port, host }: NetcatOptions): End {
  const given = operands.filter(operand => operand !== undefined);
  const portText = port === undefined ? given.pop() : undefined;
  const [hostText, ...more] = given;
  if (hostText !== undefined) hostName('HOST')(hostText);
  if (more.length > 0 || (hostText !== undefined && host !== undefined)) throw new UsageError('TOO_MANY_ARGUMENTS');
  const number = port ?? (portText === undefined ? LINES_PORT : servedPort('PORT')(portText));
  if (l || k || L || hostText === undefined) return { isServer: true, host: host ?? hostText, port: number };
  return { isServer: false, host: hostText, port: connectedPort(String(number)) };
}

const connectedPort = port('PORT');

/** Milliseconds from line to line. */
const rate =
  (option: string): Read<number> =>
  value =>
    1000 / perSecond(option)(value);

/** The lines to send. A file that cannot be opened is told at once, before anybody waits for it. */
async function openLines(io: Io, { file, loop, rate }: NetcatOptions): Promise<LineSource> {
  const fromStdin = file === undefined || file === '-';
  if (loop && fromStdin) throw new UsageError('LOOP_WITHOUT_FILE');
  const chunks: Chunks = fromStdin ? stopped => streamChunks(io.stdin, 'stdin', stopped) : await openChunks(file);
  return stopped => {
    const once = () => unixLines(chunks(stopped));
    const lines = loop ? repeated(once) : once();
    return rate === undefined ? lines : paced(lines, rate, systemClock, stopped);
  };
}

async function serve(io: Io, { host, port }: ServerEnd, lines: LineSource, options: NetcatOptions): Promise<void> {
  const server = await serveLines({
    lines,
    port,
    ...(host !== undefined && { host }),
    oneAtATime: options.one,
    loseUnheard: !options.wait,
    onReceived: printer(io, options),
    listener: tellOfClients(io, options),
  });
  const stop = () => void server.close();
  io.interrupted.addEventListener('abort', stop);
  if (io.interrupted.aborted) stop();
  tellWhere(io, host ?? 'localhost', server);
  if (isTypedAt(io, options)) io.note(io.style.dim(io.text('NETCAT_TYPE')));
  await server.done;
  if (!io.interrupted.aborted) io.note(io.style.dim(io.text('NETCAT_DELIVERED')));
}

function tellWhere(io: Io, host: string, { port, addresses }: LineServer): void {
  const address = addressText(host, port);
  const isOpen = !addresses.every(isLoopback);
  const options = `${isOpen && !/^(0\.0\.0\.0|::)$/.test(host) ? ` --host ${host}` : ''}${port === LINES_PORT ? '' : ` --port ${port}`}`;
  io.note(io.text('NETCAT_SERVING', { address, command: `npx xpto wordcount${options}` }));
  if (isOpen) io.note(io.text('NETCAT_REACHABLE', { address }));
}

function tellOfClients(io: Io, { wait }: NetcatOptions): LineServerListener {
  const tell = (line: string) => io.note(io.style.dim(line));
  return {
    connected: peer => tell(io.text('NETCAT_CLIENT_CONNECTED', { peer })),
    disconnected(peer, left) {
      if (left > 0) tell(io.text('NETCAT_CLIENT_LEFT', { peer, left }));
      else tell(io.text(wait ? 'NETCAT_HOLDING' : 'NETCAT_UNHEARD', { peer }));
    },
    cutOff: peer => io.note(io.text('NETCAT_CUT_OFF', { peer, seconds: STALLED_MS / 1000 })),
    refused: peer => io.note(io.text('NETCAT_REFUSED', { peer })),
  };
}

async function connect(io: Io, { host, port }: ClientEnd, lines: LineSource, options: NetcatOptions): Promise<void> {
  await sendLines({
    host,
    port,
    lines,
    onReceived: printer(io, options),
    onConnected: () => {
      io.note(io.style.dim(io.text('NETCAT_CONNECTED', { address: addressText(host, port) })));
      if (isTypedAt(io, options)) io.note(io.style.dim(io.text('NETCAT_TYPE')));
    },
    ...(options.retry && { onUnreachable: () => io.note(io.text('WAITING_FOR_PORT')) }),
    stopped: io.interrupted,
  });
}

const addressText = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

const isTypedAt = ({ stdin }: Io, { file }: NetcatOptions): boolean =>
  (file === undefined || file === '-') && 'isTTY' in stdin && stdin.isTTY === true;

/** Prints what the other end sends: as it is, but on a terminal so that it cannot steer it. */
function printer(io: Io, { raw }: NetcatOptions): (bytes: Buffer) => Promise<void> {
  if (raw || !io.stdout.isTerminal) return bytes => io.stdout.writeBytes(bytes);
  const decoder = new StringDecoder(); // a character may come in two pieces
  return bytes =>
    io.stdout.write(
      decoder
        .write(bytes)
        .replace(/\r\n/g, '\n')
        .replace(/[^\n\t]+/g, terminalSafe),
    );
}
