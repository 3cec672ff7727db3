import { operationName } from '../operation-name.js';
import type { OperationStep } from '../operation-steps.js';

/** Notes at the request what it runs, for the log. */
export const nameOperation: OperationStep = {
  resolved({ operation, contextValue }) {
    if (operation) Object.assign(contextValue.req, { operation: operationName(operation) });
  },
};
