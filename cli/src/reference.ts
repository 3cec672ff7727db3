import { referencePage } from './arguments/reference.js';
import { commands } from './commands/index.js';

/** The text of docs/generated/cli.md. */
export const reference = (): string => referencePage(commands);
