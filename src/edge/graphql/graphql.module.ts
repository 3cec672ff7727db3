import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../../config/settings.js';
import { answerErrorsPlugin, type GraphqlContext } from './errors/answer-errors.plugin.js';
import { formatErrorWith } from './errors/format-error.js';
import { variablesFirstPlugin } from './errors/variables-first.plugin.js';
import { GRAPHQL_PATH } from './graphql-path.js';
import { jsonAnswersPlugin } from './http/json-answers.plugin.js';
import { lenientRequestsPlugin } from './http/lenient-requests.plugin.js';
import { noSubscriptionsPlugin } from './http/no-subscriptions.plugin.js';
import { limitRule, MAX_TOKENS } from './limits/limit-rule.js';

/** GraphQL over the same services as REST: code first, one operation per request, errors in our own words. */
export function graphqlModule(settings: Pick<Settings, 'GRAPHQL_INTROSPECTION'>): DynamicModule {
  const introspection = settings.GRAPHQL_INTROSPECTION;
  return GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    path: GRAPHQL_PATH,
    autoSchemaFile: true,
    sortSchema: true,
    // GraphiQL has a page of its own, with its assets on this server.
    graphiql: false,
    introspection,
    context: (req: FastifyRequest, reply: FastifyReply): GraphqlContext => ({ req, reply }),
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [limitRule],
    includeStacktraceInErrorResponses: false,
    formatError: formatErrorWith({ hints: introspection }),
    autoTransformHttpErrors: false,
    // Field resolvers may refuse too, and then speak as everybody does.
    fieldResolverEnhancers: ['filters'],
    // The route itself refuses simple requests, before a body is read (http/graphql-request.ts).
    csrfPrevention: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    plugins: [
      ...[lenientRequestsPlugin, variablesFirstPlugin, answerErrorsPlugin, jsonAnswersPlugin, noSubscriptionsPlugin],
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
}
