import type { Tx } from './database.js';

/**
 * Runs a part of a transaction. When it fails, what it wrote is undone and its error is returned: the transaction can go
 * on. A lost connection fails here too, and with it the whole transaction.
 */
export async function inSavepoint(tx: Tx, work: () => Promise<void>): Promise<unknown> {
  await tx.$executeRaw`SAVEPOINT part`;
  try {
    await work();
  } catch (error) {
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT part`;
    return error;
  }
  await tx.$executeRaw`RELEASE SAVEPOINT part`;
  return undefined;
}
