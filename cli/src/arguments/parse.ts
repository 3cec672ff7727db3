import { parseArgs, type ParseArgsOptionDescriptor } from 'node:util';
import { UsageError } from '../errors/cli-error.js';
import type { Command, OptionDefinition, OptionDefinitions, OptionValues } from './definition.js';
import { globalOptions } from './global-options.js';

type Given = Record<string, string | boolean | string[] | undefined>;

export interface Parsed {
  /** Nothing when the arguments name no command, as `airlock --help` does. */
  command?: Command;
  global: OptionValues<typeof globalOptions>;
  options: OptionValues<OptionDefinitions>;
  positionals: string[];
}

/** Reads the arguments of the process. Throws a UsageError that names what is wrong and what is allowed. */
export function parse(commands: readonly Command[], args: readonly string[]): Parsed {
  const { command, rest } = findCommand(commands, args);
  const definitions = { ...command?.options, ...globalOptions };
  const { values, positionals } = readArguments(rest, definitions, command);
  const read = Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, valueOf(name, definition, values[name])]),
  ) as OptionValues<typeof globalOptions>;
  if (command && !read.help && !read.version) checkCount(command, positionals);
  return { command, global: read, options: read as OptionValues<OptionDefinitions>, positionals };
}

/** The name of a command is its first words; options of every command may stand before it. */
function findCommand(commands: readonly Command[], args: readonly string[]): { command?: Command; rest: string[] } {
  const start = firstWord(args);
  const [first, second] = args.slice(start);
  if (first === undefined || first === 'help') return helpOf(commands, args.slice(start + 1), args.slice(0, start));
  const command =
    commands.find(({ name }) => name === `${first} ${second}`) ?? commands.find(({ name }) => name === first);
  if (command) {
    const length = command.name.split(' ').length;
    return { command, rest: [...args.slice(0, start), ...args.slice(start + length)] };
  }
  const group = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (group.length === 0) throw new UsageError(`There is no command "${first}". "airlock --help" lists them.`);
  if (args.includes('--help') || args.includes('-h')) return { rest: ['--help'] };
  throw new UsageError(`Which one? There are ${group.map((name) => `"airlock ${name}"`).join(', ')}.`);
}

/** `airlock help upload` is `airlock upload --help`. */
function helpOf(commands: readonly Command[], words: readonly string[], before: readonly string[]) {
  const command = commands.find(({ name }) => name === words.join(' '));
  return { command, rest: [...before, ...(before.includes('--version') ? [] : ['--help'])] };
}

function firstWord(args: readonly string[]): number {
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index]!;
    if (!argument.startsWith('-')) return index;
    const definition = (globalOptions as OptionDefinitions)[argument.slice(2)];
    if (definition && definition.type !== 'flag') index += 1;
  }
  return args.length;
}

function readArguments(args: string[], definitions: OptionDefinitions, command?: Command) {
  const options = Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, descriptorOf(definition)]),
  );
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    return { values: values as Given, positionals };
  } catch (error) {
    throw new UsageError(
      `${sentenceOf(error as Error)} "airlock ${command ? `${command.name} ` : ''}--help" shows what there is.`,
    );
  }
}

function descriptorOf({ type, short }: OptionDefinition): ParseArgsOptionDescriptor {
  return { type: type === 'flag' ? 'boolean' : 'string', multiple: type === 'texts', ...(short ? { short } : {}) };
}

/** The first sentence of Node's own message: it names the option. */
function sentenceOf({ message }: Error): string {
  return `${message.split(/\.(?:\s|$)/, 1)[0]!}.`;
}

function valueOf(name: string, definition: OptionDefinition, given: Given[string]): unknown {
  const { type, choices, default: otherwise } = definition;
  if (type === 'flag') return given === true;
  if (type === 'texts') return given ?? [];
  if (given === undefined) return otherwise;
  const text = given as string;
  if (choices && !choices.includes(text)) throw new UsageError(`--${name} must be one of ${choices.join(', ')}.`);
  return type === 'integer' ? integerOf(name, definition, text) : text;
}

function integerOf(name: string, { range = [0, Number.MAX_SAFE_INTEGER] }: OptionDefinition, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= range[0] && value <= range[1]) return value;
  throw new UsageError(`--${name} must be a whole number from ${range[0]} to ${range[1]}.`);
}

function checkCount({ name, positionals: expected }: Command, given: string[]): void {
  const { min, max, usage } = expected ?? { min: 0, max: 0, usage: '' };
  if (given.length >= min && given.length <= max) return;
  const means = given.length > max ? `"${given[max]!}" is one argument too many` : 'an argument is missing';
  throw new UsageError(`airlock ${name}: ${means}. Usage: airlock ${name} ${usage}`.trimEnd());
}
