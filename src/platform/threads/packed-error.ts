import { DomainError, type ErrorDetails, type ErrorKind } from '../../shared/errors/domain-error.js';
import { CageError, type CageCause } from '../cage/cage.js';
import { ObjectChangedError } from '../object-store/object-store.js';

/** An error on its way between threads, which lose the class of what they send. */
export type PackedError =
  | { type: 'domain'; kind: ErrorKind; code: string; message: string; details: ErrorDetails }
  | { type: 'changed'; key: string }
  | { type: 'cage'; cause: CageCause; message: string; code?: string }
  | { type: 'other'; name: string; message: string; stack?: string };

export function packed(error: unknown): PackedError {
  if (error instanceof DomainError) {
    const { kind, code, message, details } = error;
    return { type: 'domain', kind, code, message, details };
  }
  if (error instanceof ObjectChangedError) return { type: 'changed', key: error.key };
  if (error instanceof CageError) {
    const { cause, message, code } = error;
    return { type: 'cage', cause, message, code };
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { type: 'other', name, message, stack };
}

export function unpacked(error: PackedError): Error {
  switch (error.type) {
    case 'domain':
      return new DomainError(error.kind, error.code, error.message, error.details);
    case 'changed':
      return new ObjectChangedError(error.key);
    case 'cage':
      return new CageError(error.cause, error.message, error.code);
    case 'other':
      return Object.assign(new Error(error.message), { name: error.name, stack: error.stack });
  }
}
