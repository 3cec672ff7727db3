import { DomainError } from '../../../shared/errors/domain-error.js';

/** Runs what concerns one of the files of a request. */
export type InItem = <T>(n: number, work: () => T) => T;

/** The request is about one file: its refusals need no more words. */
export const inOnlyItem: InItem = (_, work) => work();

/** Says which of many was refused: every field at fault is named under its place in the list. */
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
