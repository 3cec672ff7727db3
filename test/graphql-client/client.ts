import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import { socketTo } from './socket';

/** A client without a library: documents and their types are all that it needs. */
export class GraphqlClient {
  private readonly socket: Client;

  constructor(
    private readonly baseUrl: string,
    private readonly key: string,
  ) {
    this.socket = socketTo(`${baseUrl.replace('http', 'ws')}/graphql`, () => Promise.resolve(key));
  }

  async ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
    const { data, errors } = await this.answer(document, variables);
    if (errors || !data) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** With its errors: a lookup that finds nothing is null beside NOT_FOUND. */
  async answer<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables) {
    const response = await fetch(`${this.baseUrl}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: print(document), variables }),
    });
    return (await response.json()) as { data?: Data; errors?: { extensions: { code: string } }[] };
  }

  /** Every event of a subscription until it completes. */
  async *follow<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): AsyncGenerator<Data> {
    for await (const { data, errors } of this.socket.iterate<Data>({ query: print(document), variables })) {
      if (errors || !data) throw new Error(JSON.stringify(errors));
      yield data;
    }
  }

  async close(): Promise<void> {
    await this.socket.dispose();
  }
}
