import { isForeignKeyViolation, isUniqueViolation } from './database-errors.js';
import { Errors } from '../../shared/errors/errors.js';

/** A reference into another tenant, refused by a composite foreign key, is reported like one that does not exist. */
export function orNotFound(noun: string): (error: unknown) => never {
  return (error) => {
    throw isForeignKeyViolation(error) ? Errors.notFound(noun) : error;
  };
}

/** For a unique value that is in use already. */
export function orTaken(message: string): (error: unknown) => never {
  return (error) => {
    throw isUniqueViolation(error) ? Errors.invalidState(message) : error;
  };
}

/** For a row that others still refer to, which cannot be deleted. */
export function orHeld(message: string): (error: unknown) => never {
  return (error) => {
    throw isForeignKeyViolation(error) ? Errors.invalidState(message) : error;
  };
}
