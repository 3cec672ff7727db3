import type { Context } from '../context.js';
import type { ExitReason } from '../errors/exit-codes.js';

/** An option of a command. Its type, and whether it has a default, decide what the command receives. */
export interface OptionDefinition {
  type: 'flag' | 'text' | 'texts' | 'integer';
  description: string;
  short?: string;
  /** Stands for the value in help: `--bucket NAME`. Needed but for flags. */
  value?: string;
  choices?: readonly string[];
  /** Of an integer, inclusive. */
  range?: readonly [number, number];
  default?: string | number;
}

export type OptionDefinitions = Readonly<Record<string, OptionDefinition>>;

type ValueOf<O extends OptionDefinition> = O['type'] extends 'flag'
  ? boolean
  : O['type'] extends 'texts'
    ? string[]
    : (O['type'] extends 'integer' ? number : string) | (O extends { default: string | number } ? never : undefined);

export type OptionValues<O extends OptionDefinitions> = { [Name in keyof O]: ValueOf<O[Name]> };

export interface Positionals {
  /** As help shows them: `<file...>`. */
  usage: string;
  description: string;
  min: number;
  max: number;
}

export interface Example {
  command: string;
  does: string;
}

/** One command: its help, its page of the reference and its completion are made of this. */
export interface Command<O extends OptionDefinitions = OptionDefinitions> {
  /** One or two words: `docs add`. */
  name: string;
  summary: string;
  /** Paragraphs, after the summary. */
  description?: string;
  positionals?: Positionals;
  options: O;
  examples: readonly Example[];
  /** What `--json` prints. */
  json: string;
  /** Resolves to the reason of an exit code; nothing means done. */
  run(context: Context, given: { options: OptionValues<O>; positionals: string[] }): Promise<ExitReason | void>;
}

/** Keeps the types of the options, and forgets them for the table of commands. */
export function defineCommand<const O extends OptionDefinitions>(command: Command<O>): Command {
  return command as unknown as Command;
}
