import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';

/** An answer over HTTP ends: who wants to be told of what happens opens a socket. */
export const noSubscriptionsPlugin: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ operation }) => {
        if (operation?.operation !== 'subscription') return Promise.resolve();
        const extensions = { code: 'BAD_REQUEST', http: { status: 400 } };
        throw new GraphQLError('Subscriptions go over a WebSocket to the same path (graphql-ws).', { extensions });
      },
    }),
};
