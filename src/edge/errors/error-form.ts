import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Problem } from './problem.js';

/** The status and the JSON body of an error, as the clients of one route expect them. */
export interface ErrorAnswer {
  status: number;
  body: object;
}

/** A dialect of errors. */
export type ErrorForm = (problem: Problem) => ErrorAnswer;

interface FormConfig {
  errorForm?: ErrorForm;
}

/** A route of foreign clients: all of its errors, early ones included, are sent in this form instead of a problem's. */
export const ErrorsAs = (errorForm: ErrorForm) => RouteConfig({ errorForm } satisfies FormConfig);

/** The form of the matched route, if it has one of its own. */
export function errorFormOf(request: FastifyRequest): ErrorForm | undefined {
  return (request.routeOptions?.config as FormConfig | undefined)?.errorForm;
}
