import type { ApolloServer, GraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { GraphqlContext } from '../operation-steps.js';
import { takesJson } from './json-content-type.js';

/** The server is there once its route is. */
interface Apollo {
  server: () => ApolloServer<GraphqlContext>;
  context: (request: FastifyRequest, reply: FastifyReply) => GraphqlContext | Promise<GraphqlContext>;
}

/**
 * Answers POST requests of clients that take JSON without Apollo's handling of HTTP, which copies the headers, parses the URL
 * and negotiates for each request. The operation itself goes through all of Apollo. Every other request takes its handler.
 */
export function answerPlainPosts(server: FastifyInstance, path: string, apollo: Apollo): void {
  server.addHook('onRoute', (route) => {
    if (route.url === path && [route.method].flat().includes('POST')) route.handler = answering(route.handler, apollo);
  });
}

function answering(others: RouteHandlerMethod, { server, context }: Apollo): RouteHandlerMethod {
  return async function (request, reply) {
    if (request.method !== 'POST' || !takesJson(request.headers.accept)) return others.call(this, request, reply);
    const contextValue = await context(request, reply);
    const { http, body } = await server().executeOperation(operationIn(request), { contextValue });
    if (body.kind !== 'single') throw new Error('GraphQL answered in parts, which this version cannot.');
    for (const [name, value] of http.headers) void reply.header(name, value);
    void reply.status(http.status ?? 200);
    const { errors, data, extensions } = body.singleResult;
    return `${JSON.stringify({ errors, data, extensions })}\n`;
  };
}

/** The form of the body was checked before (`guard-route.ts`); null stands for what was left out. */
function operationIn({ body }: FastifyRequest): GraphQLRequest {
  const { query, operationName, variables, extensions } = body as GraphQLRequest;
  return {
    query: query ?? undefined,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
}
