import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';

const ANY = new Set([undefined, '*/*', 'application/json']);

const listener: GraphQLRequestListener<object> = {
  willSendResponse({ request, response }) {
    if (ANY.has(request.http?.headers.get('accept')))
      response.http.headers.set('content-type', 'application/json; charset=utf-8');
    return Promise.resolve();
  },
};

/** Who takes anything is answered JSON, without a negotiation; whoever is particular is left to Apollo. */
export const jsonAnswersPlugin: ApolloServerPlugin = { requestDidStart: () => Promise.resolve(listener) };
