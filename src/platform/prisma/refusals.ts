import { isForeignKeyViolation, isUniqueViolation } from './database-errors.js';
import { Errors } from '../../shared/errors/errors.js';

/** A reference into another tenant, stopped by a composite foreign key, is told like one that does not exist. */
export function orNotFound(noun: string): (error: unknown) => never {
  return (error) => {
    throw isForeignKeyViolation(error) ? Errors.notFound(noun) : error;
  };
}

/** What must be unique is taken. */
export function orTaken(message: string): (error: unknown) => never {
  return (error) => {
    throw isUniqueViolation(error) ? Errors.invalidState(message) : error;
  };
}

/** What something else still refers to cannot go. */
export function orHeld(message: string): (error: unknown) => never {
  return (error) => {
    throw isForeignKeyViolation(error) ? Errors.invalidState(message) : error;
  };
}
