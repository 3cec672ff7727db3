import type { Server } from 'node:http';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { type ExecutionArgs, getOperationAST, type GraphQLError, type GraphQLFormattedError } from 'graphql';
import { areGraphQLErrors } from 'graphql-ws';
import { Config } from '../../../config/config.js';
import { guarded } from '../../../platform/listeners/guarded.js';
import { Authenticator } from '../../auth/authenticator.js';
import { newRequestId } from '../../http/request-id.js';
import { Closing } from '../../live/closing.js';
import { Connections } from '../../live/connections.js';
import { formatErrorWith } from '../errors/format-error.js';
import { limitErrors } from '../errors/limit-errors.js';
import { operationName } from '../operation-name.js';
import { type CloseReason, endOf, refusalOf } from './close-reason.js';
import { credentialsIn, headersOf, shownCredentials, type SocketContext } from './socket-context.js';
import { SocketLog } from './socket-log.js';
import { readOperation } from './socket-operation.js';
import { SocketServer } from './socket-server.js';

/** Subscriptions over graphql-ws, with the authentication, guards, limits and errors of HTTP. */
@Injectable()
export class GraphqlSockets implements OnApplicationBootstrap {
  private readonly introspection: boolean;
  private readonly format: ReturnType<typeof formatErrorWith>;
  private readonly log: SocketLog;

  constructor(
    private readonly modules: ModuleRef,
    private readonly authenticator: Authenticator,
    private readonly connections: Connections,
    private readonly closing: Closing,
    private readonly config: Config,
  ) {
    this.introspection = config.get('GRAPHQL_INTROSPECTION');
    this.format = formatErrorWith({ hints: this.introspection });
    this.log = new SocketLog(config.get('TRUST_PROXY'));
  }

  onApplicationBootstrap(): void {
    const { httpAdapter } = this.modules.get(HttpAdapterHost, { strict: false });
    const server = httpAdapter.getHttpServer() as Server;
    const sockets = new SocketServer(server, this.config.get('CORS_ORIGINS'), {
      onConnect: (context) => this.authenticate(context),
      onSubscribe: (context, id, payload) => this.subscribe(context, id, payload),
      onNext: (context, id, _payload, { contextValue }, result) => {
        this.log.sent(context, id);
        return result.errors && { ...result, errors: this.formatted(result.errors, requestOf(contextValue)) };
      },
      onError: (context, _id, _payload, errors) => this.refuse(context, errors),
      onComplete: (context, id) => this.log.ended(context, id),
    });
    const close = guarded(() => sockets.close());
    this.closing.signal.addEventListener('abort', close, { once: true });
  }

  /** Authenticates the caller. The socket is closed with the reason when the credentials are not valid, or no longer. */
  private async authenticate(context: SocketContext): Promise<boolean> {
    const { socket } = context.extra;
    const credentials = credentialsIn(context);
    const closeFor = ({ code, reason }: CloseReason) => socket.close(code, reason);
    try {
      const actor = await this.authenticator.authenticate(credentials);
      const { session, close } = this.connections.open({ actor, credentials });
      session.signal.addEventListener('abort', () => closeFor(endOf(session.signal.reason)), { once: true });
      context.extra.closeConnection = close;
      if (socket.readyState !== socket.OPEN) close();
      return true;
    } catch (error) {
      const refusal = refusalOf(error, shownCredentials(context));
      this.log.refused(context, 'connection', refusal.reason);
      closeFor(refusal);
      return false;
    }
  }

  /** Guards and resolvers get a request with the headers of the connection, and authenticate the caller again. */
  private subscribe(
    context: SocketContext,
    id: string,
    payload: Parameters<typeof readOperation>[0],
  ): ExecutionArgs | readonly GraphQLError[] {
    const { schema } = this.modules.get(GraphQLSchemaHost, { strict: false });
    const operation = readOperation(payload, { schema, introspection: this.introspection });
    if (areGraphQLErrors(operation)) return operation;
    const req = { id: newRequestId(), headers: headersOf(context), params: {} };
    const { document, operationName: name } = operation as ExecutionArgs;
    this.log.began(context, id, req, operationName(getOperationAST(document, name)!));
    return { ...(operation as ExecutionArgs), contextValue: { req } };
  }

  private refuse(context: SocketContext, errors: readonly GraphQLError[]): GraphQLFormattedError[] {
    const requestId = newRequestId();
    const formatted = this.formatted(errors, requestId);
    this.log.refused(context, 'operation', formatted[0]?.extensions?.code, requestId);
    return formatted;
  }

  private formatted(errors: readonly GraphQLError[], requestId: string): GraphQLFormattedError[] {
    return limitErrors(
      errors.map((error) => this.format(error.toJSON(), error)),
      { requestId, publicUrl: this.config.publicUrl },
    );
  }
}

const requestOf = (contextValue: unknown) => (contextValue as { req: { id: string } }).req.id;
