import { explain } from '../explain.js';
import { requireNode } from '../node-version.js';
import { readOptions, type StoreAuditCommand, USAGE } from './store-audit-options.js';

/** Prints how the database and the bucket differ. Answers the exit code. What that needs is loaded after the options were read. */
export async function runStoreAudit(args: string[]): Promise<number> {
  const command = readCommand(args);
  if (typeof command === 'string') return refuse(command);
  if (command.help) {
    console.log(USAGE);
    return 0;
  }
  try {
    requireNode();
    const { readEnvironment } = await import('../../config/environment.js');
    const { auditStore } = await import('./audit-store.js');
    return await auditStore(command, readEnvironment());
  } catch (error) {
    console.error(explain(error));
    return 2;
  }
}

function readCommand(args: string[]): StoreAuditCommand | string {
  try {
    return readOptions(args);
  } catch (error) {
    return (error as Error).message;
  }
}

function refuse(reason: string): number {
  console.error(`${reason}\n\n${USAGE}`);
  return 2;
}
