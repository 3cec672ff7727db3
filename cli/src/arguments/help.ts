import { exitCodes } from '../errors/exit-codes.js';
import type { Command, OptionDefinition, OptionDefinitions } from './definition.js';
import { globalOptions } from './global-options.js';

const WIDTH = 100;

/** All commands with their summaries. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'airlock: files into Airlock and out of it, from a shell.',
    '',
    'Usage: airlock <command> [options]',
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Options of every command:',
    ...optionLines(globalOptions),
    '',
    'Start with "airlock login", or set AIRLOCK_URL and AIRLOCK_API_KEY. "airlock <command> --help" has examples.',
    '',
    'Exit codes:',
    ...Object.values(exitCodes).flatMap(({ code, when }) => hanging(`  ${String(code).padEnd(5)}`, plain(when))),
  ].join('\n');
}

/** The help of one command. */
export function helpOf(command: Command): string {
  const { summary, description, positionals, options, examples, json } = command;
  const own = Object.keys(options).length ? ['', 'Options:', ...optionLines(options)] : [];
  return [
    usageOf(command),
    '',
    ...wrapped(summary),
    ...(description ?? '').split('\n\n').flatMap((paragraph) => (paragraph ? ['', ...wrapped(plain(paragraph))] : [])),
    ...(positionals ? ['', ...hanging(`${positionals.usage}  `, plain(positionals.description))] : []),
    ...own,
    '',
    'Options of every command:',
    ...optionLines(globalOptions),
    '',
    ...hanging('With --json: ', plain(json)),
    '',
    'Examples:',
    ...examples.flatMap(({ command: line, does }) => [`  # ${does}`, `  ${line}`]),
  ].join('\n');
}

export function usageOf({ name, positionals, options }: Command): string {
  return ['Usage: airlock', name, positionals?.usage, Object.keys(options).length ? '[options]' : '']
    .filter(Boolean)
    .join(' ');
}

/** `-b, --bucket NAME` */
export function optionName(name: string, { short, value }: OptionDefinition): string {
  return `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`;
}

export function optionText({ description, choices, default: otherwise }: OptionDefinition): string {
  const one = choices ? ` One of ${choices.join(', ')}.` : '';
  return description + one + (otherwise === undefined ? '' : ` Default: ${otherwise}.`);
}

function optionLines(options: OptionDefinitions): string[] {
  const names = Object.entries(options).map(([name, definition]) => optionName(name, definition));
  const width = Math.max(...names.map(({ length }) => length));
  return Object.values(options).flatMap((definition, index) =>
    hanging(`  ${names[index]!.padEnd(width)}  `, plain(optionText(definition))),
  );
}

/** Without the marks of Markdown, which the reference keeps. */
const plain = (text: string) => text.replaceAll('`', '');

function hanging(head: string, text: string): string[] {
  const lines = wrapped(text, WIDTH - head.length);
  return lines.map((line, index) => (index === 0 ? head : ' '.repeat(head.length)) + line);
}

function wrapped(text: string, width = WIDTH): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)!;
    if (line && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}
