import type { ApolloServerPlugin, GraphQLRequest } from '@apollo/server';

/**
 * Removes parts of a request that have no meaning: an empty `operationName`, and the hash of a persisted query in a
 * request that carries the document itself.
 */
export const normalizeRequestPlugin: ApolloServerPlugin = {
  requestDidStart: ({ request }) => {
    const sent: GraphQLRequest = request;
    if (sent.operationName === '') sent.operationName = undefined;
    if (sent.query && sent.extensions?.persistedQuery) {
      const { persistedQuery: _, ...extensions } = sent.extensions;
      sent.extensions = extensions;
    }
    return Promise.resolve();
  },
};
