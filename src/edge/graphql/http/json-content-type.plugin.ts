import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';

const ANY = new Set([undefined, '*/*', 'application/json']);

const listener: GraphQLRequestListener<object> = {
  willSendResponse({ request, response }) {
    if (ANY.has(request.http?.headers.get('accept')))
      response.http.headers.set('content-type', 'application/json; charset=utf-8');
    return Promise.resolve();
  },
};

/** Clients that accept any type get `application/json`; for others Apollo negotiates the type. */
export const jsonContentTypePlugin: ApolloServerPlugin = { requestDidStart: () => Promise.resolve(listener) };
