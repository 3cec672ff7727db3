import { CageError } from '../cage.js';
import type { FailureReport } from '../protocol.js';
import { untrustedJson } from '../untrusted-json.js';
import type { CagedProcess } from './caged-process.js';
import { oneLine } from './one-line.js';

/** The program threw, and said what. */
export function failureOf(content: Buffer): CageError {
  const { message, code, outOfMemory } = (untrustedJson(content) ?? {}) as Partial<FailureReport>;
  const said = oneLine(String(message));
  if (typeof code === 'string') return new CageError('program', said, oneLine(code));
  return new CageError(outOfMemory === true ? 'memory' : 'program', said);
}

/** The process ended without a last frame, and was not killed by us. */
export async function crashOf(child: CagedProcess): Promise<CageError> {
  const { code, signal } = await child.ended;
  const printed = oneLine(child.stderr.text);
  if (child.stderr.isFlooded)
    return new CageError('output', `The program printed without end: ${printed.slice(0, 200)}`);
  if (signal === 'SIGXCPU') return new CageError('timeout', 'The program used up its processor time');
  if (/heap out of memory|allocation failed/i.test(child.stderr.text))
    return new CageError('memory', `The program ran out of memory: ${printed}`);
  return new CageError(
    'crash',
    `The process ended by ${signal ?? `exit code ${code}`}: ${printed || 'it printed nothing'}`,
  );
}
