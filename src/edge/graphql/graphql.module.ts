import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../../config/settings.js';
import { CodeFirstDriver } from './code-first-driver.js';
import { responseErrors } from './errors/response-errors.js';
import { formatErrorWith } from './errors/format-error.js';
import { validateVariables } from './errors/validate-variables.js';
import { GRAPHQL_PATH } from './graphql-path.js';
import { jsonContentType } from './http/json-content-type.js';
import { nameOperation } from './http/name-operation.js';
import { normalizeRequest } from './http/normalize-request.js';
import { noSubscriptions } from './http/no-subscriptions.js';
import { MAX_TOKENS } from './limits/limit-rule.js';
import { ownRules, validationOptions } from './limits/validation.js';
import { type GraphqlContext, pluginOf } from './operation-steps.js';

/** GraphQL over the same services as REST: code first, one operation per request, the same error codes. */
export function graphqlModule(settings: Pick<Settings, 'GRAPHQL_INTROSPECTION'>): DynamicModule {
  const introspection = settings.GRAPHQL_INTROSPECTION;
  return GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: CodeFirstDriver,
    path: GRAPHQL_PATH,
    autoSchemaFile: true,
    // An introspection query at every start; the schema is validated by its first query anyway, and by tests.
    buildSchemaOptions: { skipCheck: true },
    // http/graphiql.ts serves GraphiQL with its assets from this server.
    graphiql: false,
    introspection,
    context: (req: FastifyRequest, reply: FastifyReply): GraphqlContext => ({ req, reply }),
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: ownRules,
    validationOptions: validationOptions({ introspection }),
    includeStacktraceInErrorResponses: false,
    formatError: formatErrorWith({ hints: introspection }),
    autoTransformHttpErrors: false,
    // Errors of field resolvers are rendered like all others.
    fieldResolverEnhancers: ['filters'],
    // The route itself refuses simple requests, before a body is read (http/guard-route.ts).
    csrfPrevention: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    plugins: [
      pluginOf([nameOperation, normalizeRequest, validateVariables, responseErrors, jsonContentType, noSubscriptions]),
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
}
