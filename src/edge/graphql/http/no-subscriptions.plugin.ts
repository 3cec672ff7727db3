import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';

/** Subscriptions run over a WebSocket only: a response over HTTP ends. */
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
