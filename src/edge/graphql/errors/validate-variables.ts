import { GraphQLError } from 'graphql';
import { Errors } from '../../../shared/errors/errors.js';
import type { OperationStep } from '../operation-steps.js';
import { variableErrorsOf } from './input-errors.js';

/** Validates variables before graphql-js coerces them, whose messages would contain the whole value. */
export const validateVariables: OperationStep = {
  resolved({ schema, operation, request }) {
    const errors = variableErrorsOf({ schema, operation, variables: request.variables ?? {} });
    if (!errors.length) return;
    const { message } = Errors.validation(errors);
    throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
  },
};
