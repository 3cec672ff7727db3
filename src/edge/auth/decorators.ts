import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Actor, Scope } from '../../shared/actor.js';
import { requestOf } from './request-of.js';

export const PUBLIC = 'airlock:public';
export const SCOPE = 'airlock:scope';

/** Needs no credentials: health, documentation, login. Everything else is denied by default. */
export const Public = () => SetMetadata(PUBLIC, true);

/** What the caller's key or role must allow. */
export const RequireScope = (...anyOf: Scope[]) => SetMetadata(SCOPE, anyOf);

/** Who asks, as the guard found out. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  return requestOf(context).actor!;
});
