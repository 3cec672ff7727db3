import { DomainError } from '../../../shared/errors/domain-error.js';

/** Runs a check of one of the files of a request. */
export type InItem = <T>(n: number, work: () => T) => T;

/** For requests of one file: refusals stay as they are. */
export const inOnlyItem: InItem = (_, work) => work();

/** For requests of many files: every field at fault is named under its place in the list. */
export const inItemOfMany: InItem = (n, work) => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { kind, code, message, details } = error;
    const errors = (details.errors ?? []).map(({ field, message: why }) => ({
      field: `uploads.${n}.${field}`,
      message: why,
    }));
    throw new DomainError(kind, code, `uploads.${n}: ${message}`, { ...details, errors }, { cause: error });
  }
};
