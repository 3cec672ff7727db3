import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
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

interface FormConfig {
  errorForm?: ErrorForm;
}

/**
 * For the routes of foreign clients, on a controller: all of their errors, those of unreadable bodies included, are sent in
 * this form instead of a problem's.
 */
export function ErrorsAs(errorForm: ErrorForm): ClassDecorator {
  return ({ prototype }) => {
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(prototype as object)))
      if (typeof value === 'function' && Reflect.hasMetadata(METHOD_METADATA, value)) addConfig(value, { errorForm });
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
