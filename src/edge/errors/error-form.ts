import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Problem } from './problem.js';

/** An error as the clients of one route expect it. */
export interface ErrorAnswer {
  status: number;
  /** JSON, or text of the `type`. */
  body: object | string;
  /** Default: `application/json`. */
  type?: string;
  headers?: Record<string, string>;
}

/** A dialect of errors. */
export type ErrorForm = (problem: Problem, requestId: string) => ErrorAnswer;

/** The body of such an error in the OpenAPI document. */
export interface DescribedForm {
  type: string;
  schema: { type: 'object' | 'string' };
}

const json: DescribedForm = { type: 'application/json', schema: { type: 'object' } };

interface FormConfig {
  errorForm?: ErrorForm;
}

/**
 * For the routes of foreign clients, on a controller: all of their errors, those of unreadable bodies included, are sent in
 * this form instead of a problem's.
 */
export function ErrorsAs(errorForm: ErrorForm, { type, schema }: DescribedForm = json): ClassDecorator {
  const described = ApiResponse({ status: 'default', description: 'An error', content: { [type]: { schema } } });
  return ({ prototype }) => {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype as object))) {
      const handler: unknown = property.value;
      if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
      addConfig(handler, { errorForm });
      described(prototype as object, name, property);
    }
  };
}

/** The form of the matched route, if it has one of its own. */
export function errorFormOf(request: FastifyRequest): ErrorForm | undefined {
  return (request.routeOptions?.config as FormConfig | undefined)?.errorForm;
}

/** A route may have a configuration already. */
function addConfig(handler: object, config: FormConfig): void {
  const before = (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) ?? {}) as object;
  Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...before, ...config }, handler);
}
