import { type Client, createClient } from 'graphql-ws';

/** Reads the token at each connection: it may be a newer one. */
export const socketTo = (url: string, currentToken: () => Promise<string>): Client =>
  createClient({
    url,
    connectionParams: async () => ({ Authorization: `Bearer ${await currentToken()}` }),
  });
