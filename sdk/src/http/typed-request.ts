import type { paths } from '../generated/openapi.js';
import type { Call } from './api.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type OperationAt<P extends keyof paths, M extends Method> = NonNullable<paths[P][Lowercase<M>]>;

/** Paths that have this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: [OperationAt<P, M>] extends [never] ? never : P;
}[keyof paths];

type ParametersOf<O, In extends string> = O extends { parameters: infer All }
  ? In extends keyof All
    ? NonNullable<All[In]>
    : never
  : never;

type BodyOf<O> = O extends { requestBody?: { content: { 'application/json': infer Body } } } ? Body : never;

type JsonOf<R> = R extends { content: { 'application/json': infer Body } } ? Body : undefined;

type Success = 200 | 201 | 202 | 204;

/** What an operation answers when it succeeds; nothing for an empty answer. */
export type AnswerOf<P extends keyof paths, M extends Method> =
  OperationAt<P, M> extends { responses: infer R }
    ? { [S in keyof R & Success]: JsonOf<R[S]> }[keyof R & Success]
    : never;

type Given<Name extends string, Value> = [Value] extends [never]
  ? { [K in Name]?: undefined }
  : Partial<Value> extends Value
    ? { [K in Name]?: Value }
    : { [K in Name]: Value };

/** What a request needs: the values of its path, its query and its JSON body. */
export type RequestOptions<P extends keyof paths, M extends Method> = Omit<Call, 'query' | 'body'> &
  Given<'path', ParametersOf<OperationAt<P, M>, 'path'>> &
  Given<'query', ParametersOf<OperationAt<P, M>, 'query'>> &
  Given<'body', BodyOf<OperationAt<P, M>>>;

/** The options may be left out where nothing is needed. */
export type RequestArguments<P extends keyof paths, M extends Method> =
  Partial<RequestOptions<P, M>> extends RequestOptions<P, M>
    ? [options?: RequestOptions<P, M>]
    : [options: RequestOptions<P, M>];
