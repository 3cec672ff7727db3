import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Actor, Scope } from '../../shared/actor.js';
import { originOf } from '../audit/origin-of.js';
import { requestOf } from './request-of.js';

export const PUBLIC = 'airlock:public';
export const SCOPE = 'airlock:scope';

/** Takes requests without credentials: health, documentation, login. Everything else is denied by default. */
export const Public = () => SetMetadata(PUBLIC, true);

export const UPLOAD_TOKENS = 'airlock:upload-tokens';

/** Takes upload tokens too, for uploads made with them. Every other route refuses them. */
export const AcceptUploadTokens = () => SetMetadata(UPLOAD_TOKENS, true);

/** The caller's key or role must allow one of these scopes. */
export const RequireScope = (...anyOf: Scope[]) => SetMetadata(SCOPE, anyOf);

/** The actor that the guard has authenticated; in an administrative operation with the origin of the request. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const request = requestOf(context);
  const actor = request.actor!;
  return request.administrative ? { ...actor, origin: originOf(request) } : actor;
});
