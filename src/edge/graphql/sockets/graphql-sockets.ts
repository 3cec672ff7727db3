import type { Server } from 'node:http';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { ExecutionArgs, GraphQLError, GraphQLFormattedError } from 'graphql';
import { areGraphQLErrors, CloseCode } from 'graphql-ws';
import { Config } from '../../../config/config.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { guarded } from '../../../platform/listeners/guarded.js';
import { Authenticator } from '../../auth/authenticator.js';
import { newRequestId } from '../../http/request-id.js';
import { Closing } from '../../live/closing.js';
import { Connections } from '../../live/connections.js';
import { formatErrorWith } from '../errors/format-error.js';
import { limitErrors } from '../errors/limit-errors.js';
import { credentialsIn, headersOf, type SocketContext } from './socket-context.js';
import { readOperation } from './socket-operation.js';
import { SocketServer } from './socket-server.js';

/** "Try again later": the caller has too many connections open, or the database is unavailable. */
const TRY_AGAIN = 1013;

/** Subscriptions over graphql-ws, with the authentication, guards, limits and errors of HTTP. */
@Injectable()
export class GraphqlSockets implements OnApplicationBootstrap {
  private readonly introspection: boolean;
  private readonly format: ReturnType<typeof formatErrorWith>;

  constructor(
    private readonly modules: ModuleRef,
    private readonly authenticator: Authenticator,
    private readonly connections: Connections,
    private readonly closing: Closing,
    private readonly config: Config,
  ) {
    this.introspection = config.get('GRAPHQL_INTROSPECTION');
    this.format = formatErrorWith({ hints: this.introspection });
  }

  onApplicationBootstrap(): void {
    const { httpAdapter } = this.modules.get(HttpAdapterHost, { strict: false });
    const server = httpAdapter.getHttpServer() as Server;
    const sockets = new SocketServer(server, this.config.get('CORS_ORIGINS'), {
      onConnect: (context) => this.authenticate(context),
      onSubscribe: (context, _id, payload) => this.subscribe(context, payload),
      onNext: (_context, _id, _payload, { contextValue }, result) =>
        result.errors && { ...result, errors: this.formatted(result.errors, requestOf(contextValue)) },
      onError: (_context, _id, _payload, errors) => this.formatted(errors, newRequestId()),
    });
    const close = guarded(() => sockets.close());
    this.closing.signal.addEventListener('abort', close, { once: true });
  }

  /** Authenticates the caller. The socket is closed when the credentials are no longer valid. */
  private async authenticate(context: SocketContext): Promise<boolean> {
    const { socket } = context.extra;
    const credentials = credentialsIn(context);
    try {
      const actor = await this.authenticator.authenticate(credentials);
      const { session, close } = this.connections.open({ actor, credentials });
      session.signal.addEventListener('abort', () => socket.close(CloseCode.Forbidden, 'Forbidden'), { once: true });
      context.extra.closeConnection = close;
      if (socket.readyState !== socket.OPEN) close();
      return true;
    } catch (error) {
      const isRefused = error instanceof DomainError && !['rate-limited', 'unavailable'].includes(error.kind);
      socket.close(isRefused ? CloseCode.Forbidden : TRY_AGAIN, isRefused ? 'Forbidden' : 'Try again later');
      return false;
    }
  }

  /** Guards and resolvers get a request with the headers of the connection, and authenticate the caller again. */
  private subscribe(
    context: SocketContext,
    payload: Parameters<typeof readOperation>[0],
  ): ExecutionArgs | readonly GraphQLError[] {
    const { schema } = this.modules.get(GraphQLSchemaHost, { strict: false });
    const operation = readOperation(payload, { schema, introspection: this.introspection });
    if (areGraphQLErrors(operation)) return operation;
    const req = { id: newRequestId(), headers: headersOf(context), params: {} };
    return { ...(operation as ExecutionArgs), contextValue: { req } };
  }

  private formatted(errors: readonly GraphQLError[], requestId: string): GraphQLFormattedError[] {
    return limitErrors(
      errors.map((error) => this.format(error.toJSON(), error)),
      requestId,
    );
  }
}

const requestOf = (contextValue: unknown) => (contextValue as { req: { id: string } }).req.id;
