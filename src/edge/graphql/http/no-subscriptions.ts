import { GraphQLError } from 'graphql';
import type { OperationStep } from '../operation-steps.js';

/** Subscriptions run over a WebSocket only: a response over HTTP ends. */
export const noSubscriptions: OperationStep = {
  resolved({ operation }) {
    if (operation?.operation !== 'subscription') return;
    const extensions = { code: 'BAD_REQUEST', http: { status: 400 } };
    throw new GraphQLError('Subscriptions go over a WebSocket to the same path (graphql-ws).', { extensions });
  },
};
