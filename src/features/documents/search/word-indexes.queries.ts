import type { Tx } from '../../../platform/prisma/database.js';

/**
 * For the statements of a transaction that look for words. With a LIMIT a scan of the whole table looks cheap to the planner,
 * which assumes that matches are spread evenly; compiling such a plan takes longer than running it.
 */
export async function useWordIndexes(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`;
}
