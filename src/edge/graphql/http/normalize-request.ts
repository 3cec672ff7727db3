import type { OperationStep } from '../operation-steps.js';

/**
 * Removes parts of a request that have no meaning: an empty `operationName`, and the hash of a persisted query in a
 * request that carries the document itself.
 */
export const normalizeRequest: OperationStep = {
  begun({ request }) {
    if (request.operationName === '') request.operationName = undefined;
    if (request.query && request.extensions?.persistedQuery) {
      const { persistedQuery: _, ...extensions } = request.extensions;
      request.extensions = extensions;
    }
  },
};
