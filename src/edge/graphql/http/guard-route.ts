import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';
import { GRAPHQL_PATH } from '../graphql-path.js';
import { documentShapeProblem } from '../limits/document-shape.js';
import { parameterProblem } from './query-parameters.js';

/** Above the limit of other routes, so that a document of 1 MB is refused with a specific message. */
const BODY_LIMIT_BYTES = 2 * 1024 * 1024;

const simpleTypes = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i;
const preflightHeaders = ['x-apollo-operation-name', 'apollo-require-preflight'];

/** Checks of a GraphQL request before Apollo handles it. Hooks of that route only, at no cost for others. */
export function guardGraphqlRoute(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    if (route.url !== GRAPHQL_PATH || route.method === 'HEAD') return;
    route.bodyLimit = BODY_LIMIT_BYTES;
    route.onRequest = [...[route.onRequest ?? []].flat(), refuseSimpleRequests];
    route.preValidation = [...[route.preValidation ?? []].flat(), refuseMalformedBodies];
  });
}

/** A page of another origin can send a "simple" request without a preflight: such a request is never executed (CSRF). */
function refuseSimpleRequests(request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void {
  const type = request.headers['content-type'];
  const isSimple = !type || simpleTypes.test(type.trim());
  if (isSimple && !preflightHeaders.some((name) => request.headers[name]))
    return done(
      invalid('Send Content-Type: application/json, or the header apollo-require-preflight: true with a GET request.'),
    );
  if (!URL.canParse(`http://${request.hostname}/`)) return done(invalid('The Host header must be a host name.'));
  done();
}

type Body = Record<string, unknown>;

const bodyRules: [holds: (body: Body) => boolean, problem: string][] = [
  [
    (body) => (typeof body.query === 'string' && body.query.trim() !== '') || isOnlyHash(body),
    'The body needs a "query": the GraphQL document.',
  ],
  [({ variables }) => isOptionalObject(variables), '"variables" must be an object, not JSON in a string.'],
  [({ extensions }) => isOptionalObject(extensions), '"extensions" must be an object.'],
  [
    ({ operationName }) => operationName === undefined || operationName === null || typeof operationName === 'string',
    '"operationName" must be a string.',
  ],
];

function refuseMalformedBodies(request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void {
  if (request.method !== 'POST') return done(invalidIf(parameterProblem(request) ?? documentProblem(request.query)));
  const { body } = request;
  if (Array.isArray(body)) return done(invalid('Batches are not supported: send one operation per request.'));
  if (typeof body !== 'object' || body === null) return done(invalid('The body must be a JSON object with a "query".'));
  // Clients with an empty editor for variables send an empty string.
  if ('variables' in body && body.variables === '') body.variables = null;
  const broken = bodyRules.find(([holds]) => !holds(body as Body));
  done(invalidIf(broken?.[1] ?? documentProblem(body)));
}

/** The first request of a client with persisted queries: Apollo answers `PersistedQueryNotSupported`, then it sends the document. */
const isOnlyHash = ({ query, extensions }: Body) =>
  (query === undefined || query === null || query === '') &&
  typeof (extensions as Body | null | undefined)?.persistedQuery === 'object';

const documentProblem = (carrier: unknown): string | undefined => {
  const { query } = carrier as Body;
  return typeof query === 'string' ? documentShapeProblem(query) : undefined;
};

const invalidIf = (problem: string | undefined) => (problem === undefined ? undefined : invalid(problem));

const isOptionalObject = (value: unknown) =>
  value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));

const invalid = (message: string) => new DomainError('invalid', Errors.validation([]).code, message);
