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
import { Stays } from '../../live/stays.js';
import { formatErrorWith } from '../errors/format-error.js';
import { listedErrors } from '../errors/listed-errors.js';
import { shownCredentials, shownHeaders, type SocketContext } from './socket-caller.js';
import { readOperation } from './socket-operation.js';
import { SocketServer } from './socket-server.js';

/** "Try again later": the caller holds too much open, or nobody can say who it is now. */
const TRY_AGAIN = 1013;

/** Subscriptions over graphql-ws: the same callers, guards, limits and errors as over HTTP. */
@Injectable()
export class GraphqlSockets implements OnApplicationBootstrap {
  private readonly introspection: boolean;
  private readonly format: ReturnType<typeof formatErrorWith>;

  constructor(
    private readonly modules: ModuleRef,
    private readonly authenticator: Authenticator,
    private readonly stays: Stays,
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
      onConnect: (context) => this.admit(context),
      onSubscribe: (context, _id, payload) => this.begin(context, payload),
      onNext: (_context, _id, _payload, { contextValue }, result) =>
        result.errors && { ...result, errors: this.shown(result.errors, requestOf(contextValue)) },
      onError: (_context, _id, _payload, errors) => this.shown(errors, newRequestId()),
    });
    const close = guarded(() => sockets.close());
    this.closing.signal.addEventListener('abort', close, { once: true });
  }

  /** Who it is, for as long as the credentials are good: the socket does not outlive them. */
  private async admit(context: SocketContext): Promise<boolean> {
    const { socket } = context.extra;
    const credentials = shownCredentials(context);
    try {
      const actor = await this.authenticator.authenticate(credentials);
      const { standing, leave } = this.stays.begin({ actor, credentials });
      standing.signal.addEventListener('abort', () => socket.close(CloseCode.Forbidden, 'Forbidden'), { once: true });
      context.extra.leave = leave;
      if (socket.readyState !== socket.OPEN) leave();
      return true;
    } catch (error) {
      const isRefused = error instanceof DomainError && !['rate-limited', 'unavailable'].includes(error.kind);
      socket.close(isRefused ? CloseCode.Forbidden : TRY_AGAIN, isRefused ? 'Forbidden' : 'Try again later');
      return false;
    }
  }

  /** Guards and resolvers see what they see of a request: its headers, from which the caller is found anew. */
  private begin(
    context: SocketContext,
    payload: Parameters<typeof readOperation>[0],
  ): ExecutionArgs | readonly GraphQLError[] {
    const { schema } = this.modules.get(GraphQLSchemaHost, { strict: false });
    const operation = readOperation(payload, { schema, introspection: this.introspection });
    if (areGraphQLErrors(operation)) return operation;
    const req = { id: newRequestId(), headers: shownHeaders(context), params: {} };
    return { ...(operation as ExecutionArgs), contextValue: { req } };
  }

  private shown(errors: readonly GraphQLError[], requestId: string): GraphQLFormattedError[] {
    return listedErrors(
      errors.map((error) => this.format(error.toJSON(), error)),
      requestId,
    );
  }
}

const requestOf = (contextValue: unknown) => (contextValue as { req: { id: string } }).req.id;
