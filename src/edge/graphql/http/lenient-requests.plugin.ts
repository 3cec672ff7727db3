import type { ApolloServerPlugin, GraphQLRequest } from '@apollo/server';

/**
 * What clients send when they mean nothing: an empty `operationName` names no operation, and the hash of a persisted
 * query adds nothing to a request that carries the document itself.
 */
export const lenientRequestsPlugin: ApolloServerPlugin = {
  requestDidStart: ({ request }) => {
    const asked: GraphQLRequest = request;
    if (asked.operationName === '') asked.operationName = undefined;
    if (asked.query && asked.extensions?.persistedQuery) {
      const { persistedQuery: _, ...extensions } = asked.extensions;
      asked.extensions = extensions;
    }
    return Promise.resolve();
  },
};
