/**
 * The command line: the only place that reads arguments and the environment, turns errors into text and sets the
 * exit code.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Chalk, chalkStderr } from 'chalk';
import { Command, CommanderError } from 'commander';
import { type CommandEntry, commands } from './commands/index.ts';
import { interruption } from './commands/interruption.ts';
import { type Io, outputTo, translator } from './commands/io.ts';
import { chooseLanguage, language, withoutLanguage } from './commands/language.ts';
import { noteError } from './commands/note-error.ts';
import { closest } from './lib/base/closest.ts';
import { AnalysisError, DamageError, LimitError, RuntimeError, UsageError, XptoError } from './lib/base/errors.ts';
import { type Language, type Phrase, phrase } from './lib/base/messages/index.ts';
import { reasonOf } from './lib/base/system-error.ts';
import { terminalSafe } from './lib/formats/terminal-safe.ts';
import { standardInput, standardInputHasData } from './lib/sources/byte-input.ts';

/** How an ended process says how it went; `xpto --help` lists them. */
const EXIT = {
  done: 0,
  usage: 2,
  refused: 3,
  failed: 4,
  limit: 5,
  damaged: 6,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

/** How it shows that nobody reads any more. EOF is what a pipe of Windows says, EIO a terminal that was closed. */
const READER_HAS_LEFT = new Set(['EPIPE', 'EOF', 'EIO']);

/** Does what the arguments ask for; the process ends by itself, with its exit code set. */
export const runCommandLine = (args: readonly string[]): void => void main(helpAsOption(args));

/** `xpto help wordcount` is `xpto wordcount --help`. */
function helpAsOption([first, ...rest]: readonly string[]): readonly string[] {
  if (first === 'help') return [...rest, '--help'];
  return first === undefined ? [] : [first, ...rest];
}

async function main(args: readonly string[]): Promise<void> {
  const { env } = process;
  const io = openIo(chooseLanguage({ args, env, systemLocale: new Intl.PluralRules().resolvedOptions().locale }));
  endQuietlyWithReader(io);
  try {
    if (env['XPTO_LANG']) language('XPTO_LANG')(env['XPTO_LANG']);
    const program = await buildProgram(args, io);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error, io);
  }
}

/** `xpto ... | head` closes standard output: that is no error, there is just nobody left to write for. */
function endQuietlyWithReader(io: Io): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (READER_HAS_LEFT.has(error.code ?? '')) process.exit(EXIT.done);
    process.exit(report(new RuntimeError('OUTPUT_FAILED', { reason: reasonOf(error) }), io));
  });
  process.stderr.on('error', () => {}); // nobody reads the notes, which is no reason to stop
}

function openIo(language: Language): Io {
  const note = (line: string) => void process.stderr.write(`${line}\n`);
  const text = translator(language);
  const codes = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated };
  const interrupted = interruption(codes, seconds => note(text('STOPPED_UNFINISHED', { seconds })));
  return {
    language,
    get stdin() {
      return process.stdin; // opened when it is first asked for
    },
    openStdin: standardInput,
    stdinHasData: standardInputHasData(),
    stdout: outputTo(process.stdout),
    note,
    text,
    style: process.env['NO_COLOR'] && !process.env['FORCE_COLOR'] ? new Chalk({ level: 0 }) : chalkStderr,
    env: process.env,
    get interrupted() {
      return interrupted();
    },
    exercises: fileURLToPath(new URL('../exercises', import.meta.url)),
  };
}

/** Only the command that is called is loaded; the others are known by name. */
async function buildProgram(args: readonly string[], io: Io): Promise<Command> {
  const program = styled(new Command('xpto'), io)
    .description(io.text('XPTO_SUMMARY'))
    .version(ownVersion(), '-V, --version', io.text('OPTION_VERSION'))
    .option('--lang <language>', io.text('OPTION_LANG'), language('--lang'))
    .addHelpText('before', `${io.text('XPTO_EXAMPLES')}\n`)
    .addHelpText('after', `\n${io.text('EXIT_CODES')}`)
    .action((_options, command: Command) => {
      const [name] = command.args;
      if (name !== undefined) knownCommand(name);
      program.help();
    });
  const [first] = withoutLanguage(args);
  const called = withoutLanguage(args).find(arg => !arg.startsWith('-'));
  if (called !== undefined && called === first) knownCommand(called); // asked here, as --help would hide the mistake
  for (const entry of commands) {
    const command = styled(new Command(entry.name), io).description(io.text(entry.summary));
    if (entry.name === called) await define(entry, command, io);
    program.addCommand(command);
  }
  return program;
}

async function define(entry: CommandEntry, command: Command, io: Io): Promise<void> {
  const module = await entry.load();
  module.define(command, io);
  for (const each of [command, ...command.commands]) each.addHelpText('after', `\n${io.text('EXIT_CODES')}`);
}

function ownVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

/** Commander in the user's language; what it refuses is thrown, to be reported like every error. */
function styled(command: Command, io: Io): Command {
  const titles = new Map([
    ['Usage:', io.text('HELP_USAGE')],
    ['Options:', io.text('HELP_OPTIONS')],
    ['Commands:', io.text('HELP_COMMANDS')],
    ['Arguments:', io.text('HELP_ARGUMENTS')],
    ['Global Options:', io.text('HELP_GLOBAL_OPTIONS')],
  ]);
  return command
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: title => titles.get(title) ?? title,
      styleUsage: usage =>
        usage.replace('[options]', io.text('HELP_ANY_OPTIONS')).replace('[command]', io.text('HELP_ANY_COMMAND')),
      subcommandTerm: subcommand => subcommand.name(),
      optionDescription: option => {
        const { description, defaultValue, defaultValueDescription } = option;
        const shown = defaultValueDescription ?? (typeof defaultValue === 'boolean' ? undefined : defaultValue);
        return shown === undefined ? description : `${description} (${io.text('HELP_DEFAULT', { value: shown })})`;
      },
    })
    .helpOption('-h, --help', io.text('OPTION_HELP'))
    .helpCommand(false)
    .allowExcessArguments(command.name() === 'xpto');
}

function knownCommand(name: string): void {
  const names = commands.map(entry => entry.name);
  if (names.includes(name)) return;
  const near = closest(name, names);
  const next = near ? phrase('DID_YOU_MEAN', { closest: near }) : phrase('COMMANDS_ARE', { names: names.join(', ') });
  throw new UsageError('UNKNOWN_COMMAND', { name, next });
}

/** Prints an error for the person who reads it, and gives the exit code. */
function report(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return reportUsage(error, io);
  if (!(error instanceof XptoError)) return reportBug(error, io);
  const found = noteError(error, io);
  if (found instanceof UsageError) return EXIT.usage;
  if (found instanceof LimitError) return EXIT.limit;
  if (found instanceof DamageError) return EXIT.damaged;
  return found instanceof AnalysisError ? EXIT.refused : EXIT.failed;
}

function reportUsage({ code, message, exitCode }: CommanderError, io: Io): number {
  if (exitCode === 0) return EXIT.done;
  const [, name = ''] = /'([^']*)'/.exec(message) ?? [];
  const [, suggestion] = /\(Did you mean (?:one of )?(.*?)(?:,.*)?\?\)/.exec(message) ?? [];
  const next = (help: Phrase) => (suggestion === undefined ? help : phrase('DID_YOU_MEAN', { closest: suggestion }));
  switch (code) {
    case 'commander.help': // of a command that needs another one; it is printed already
      return EXIT.usage;
    case 'commander.unknownCommand':
      return report(new UsageError('UNKNOWN_COMMAND', { name, next: next(phrase('HELP_SHOWS_COMMANDS')) }), io);
    case 'commander.unknownOption': {
      const [option] = name.split('='); // what it is set to may be a secret
      return report(new UsageError('UNKNOWN_OPTION', { option, next: next(phrase('HELP_SHOWS_OPTIONS')) }), io);
    }
    case 'commander.optionMissingArgument':
      return report(new UsageError('OPTION_WITHOUT_VALUE', { option: name }), io);
    case 'commander.excessArguments':
      return report(new UsageError('TOO_MANY_ARGUMENTS'), io);
    case 'commander.missingArgument':
      return report(new UsageError('MISSING_ARGUMENT', { argument: name }), io);
    default:
      return report(new UsageError('USAGE', { message: message.replace(/^error: /, '') }), io);
  }
}

function reportBug(error: unknown, io: Io): number {
  const message = error instanceof Error ? error.message : String(error);
  io.note(`${io.style.red('xpto:')} ${io.text('BUG', { message: terminalSafe(message) })}`);
  if (process.env['XPTO_DEBUG'] && error instanceof Error) io.note(error.stack ?? '');
  return EXIT.bug;
}
