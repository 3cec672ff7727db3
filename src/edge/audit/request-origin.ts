import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Origin } from '../../shared/audit/origin.js';
import { requestOf } from '../auth/request-of.js';
import { originOf } from './origin-of.js';

/** Where the request came from, for a route without a caller. */
export const RequestOrigin = createParamDecorator((_: unknown, context: ExecutionContext): Origin =>
  originOf(requestOf(context)),
);
