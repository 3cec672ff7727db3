import { systemCause } from '../shared/errors/system-errors.js';

/** A sentence for errors that an operator can correct; the stack only for defects. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ofListening(error) ?? ofFile(error) ?? (isToldAsItIs(error) ? error.message : (error.stack ?? error.message));
}

/** HOST and PORT may not be listened on. */
function ofListening(error: NodeJS.ErrnoException & { address?: string; port?: number }): string | undefined {
  const found = error.syscall === 'listen' && systemCause(error);
  if (!found) return undefined;
  const place = `Port ${error.port} of ${error.address}`;
  if (found.code === 'EADDRINUSE') return `${place} is in use: stop what listens there, or set PORT to another port.`;
  if (found.code === 'EACCES') return `${place} needs rights that this process has not: set PORT to one above 1023.`;
  return `${place} cannot be listened on: ${found.what} (${found.code}). Set HOST to an address of this machine.`;
}

/** A file or folder that this process needs, which is named in the text of the error. */
function ofFile(error: NodeJS.ErrnoException): string | undefined {
  const found = error.path !== undefined && systemCause(error, 'the path');
  return found ? `${error.path} cannot be used: ${found.what} (${found.code}). ${found.remedy}.` : undefined;
}

function isToldAsItIs(error: Error): boolean {
  return error.name === 'Error' || (error.name.endsWith('Error') && !(error instanceof TypeError));
}
