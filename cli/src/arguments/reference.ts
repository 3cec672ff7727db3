import { exitCodes } from '../errors/exit-codes.js';
import type { Command, OptionDefinitions } from './definition.js';
import { globalOptions } from './global-options.js';
import { optionName, optionText, usageOf } from './help.js';

/** The reference as a page of Markdown. */
export function referencePage(commands: readonly Command[]): string {
  return `${[
    '# Commands of airlock',
    '',
    'Generated from the command table by `npm run docs:generate`. [The guide](../guides/cli.md) shows them at work.',
    '',
    ...table(
      ['Command', 'Does'],
      commands.map(({ name, summary }) => [`[\`${name}\`](#airlock-${name.replaceAll(' ', '-')})`, summary]),
    ),
    '',
    '## Options of every command',
    '',
    ...optionTable(globalOptions),
    '',
    '## Exit codes',
    '',
    ...table(
      ['Code', 'When'],
      Object.values(exitCodes).map(({ code, when }) => [String(code), when]),
    ),
    ...commands.flatMap(sectionOf),
  ].join('\n')}\n`;
}

function sectionOf(command: Command): string[] {
  const { name, summary, description, positionals, options, examples, json } = command;
  return [
    '',
    `## airlock ${name}`,
    '',
    summary,
    ...(description ? ['', description] : []),
    '',
    '```text',
    usageOf(command).replace('Usage: ', ''),
    '```',
    ...(positionals ? ['', `\`${positionals.usage}\`: ${positionals.description}`] : []),
    ...(Object.keys(options).length ? ['', ...optionTable(options)] : []),
    '',
    `With \`--json\`: ${json}`,
    '',
    '```shell',
    ...examples.flatMap(({ command: line, does }) => [`# ${does}`, line]),
    '```',
  ];
}

function optionTable(options: OptionDefinitions): string[] {
  const rows = Object.entries(options).map(([name, option]) => [`\`${optionName(name, option)}\``, optionText(option)]);
  return table(['Option', ''], rows);
}

/** In the form that Prettier gives it. */
function table(titles: string[], rows: string[][]): string[] {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = titles.map((title, index) => Math.max(3, title.length, ...cells.map((row) => row[index]!.length)));
  const line = (row: string[]) => `| ${row.map((cell, index) => cell.padEnd(widths[index]!)).join(' | ')} |`;
  return [line(titles), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)];
}
