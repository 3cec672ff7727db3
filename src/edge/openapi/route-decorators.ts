import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, type ApiResponseOptions, getSchemaPath } from '@nestjs/swagger';
import { errorCatalogue } from '../../shared/errors/catalogue.js';
import type { View } from '../dto/view.js';
import { pageView } from '../page/page-view.js';
import { statusOf, type ProblemCode } from '../errors/status-of.js';
import { ProblemSchema } from './problem-schema.js';

interface ReturnsOptions {
  description?: string;
  /** The body, where no view describes it. */
  schema?: object;
}

/** The successful response of a route: sets the status and describes it in OpenAPI. Without a view: no body. */
export function Returns(status: number, view?: Type<unknown>, options: ReturnsOptions = {}): MethodDecorator {
  const { description = '', schema } = options;
  const body = schema ? { schema } : view ? { type: view } : {};
  return applyDecorators(HttpCode(status), ApiResponse({ status, description, ...body } as ApiResponseOptions));
}

/** A page of views: `{items, next_cursor}`. */
export function ReturnsPage<T extends View>(view: Type<T>, options: ReturnsOptions = {}): MethodDecorator {
  return Returns(200, pageView(view), options);
}

/** The errors that a client of this route should expect. Those of every route (400, 401, 500) are implied. */
export function Problems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  const statuses = [...new Set(codes.map((code) => statusOf(code)))];
  const responses = statuses.map((status) => {
    const description = codes
      .filter((code) => statusOf(code) === status)
      .map(explained)
      .join(' ');
    return ApiResponse({ status, description, content: problemContent });
  });
  return applyDecorators(ApiExtraModels(ProblemSchema), ...responses);
}

const explained = (code: ProblemCode) => `${code}: ${errorCatalogue[code].title}.`;

/** The body of every error. */
export const problemContent = {
  'application/problem+json': { schema: { $ref: getSchemaPath(ProblemSchema) } },
};
