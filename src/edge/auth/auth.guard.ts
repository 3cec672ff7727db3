import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Actor, Scope } from '../../shared/actor.js';
import { requireScope } from '../../shared/rights.js';
import { actionOf } from '../../shared/audit/operations.js';
import type { AuditAction } from '../../shared/audit/actions.js';
import { operationOf } from '../audit/operation-of.js';
import { targetOf } from '../audit/target-of.js';
import { Authenticator } from './authenticator.js';
import { credentialsOf } from './credentials-of.js';
import { PUBLIC, SCOPE, UPLOAD_TOKENS } from './decorators.js';
import { PerHandler } from './per-handler.js';
import { type AirlockRequest, requestOf } from './request-of.js';
import { notForTokens, requireOrigin } from './upload-token-use.js';

/** What a handler demands of its callers. */
interface Access {
  isPublic: boolean;
  takesUploadTokens: boolean;
  /** One of them is enough; none: any caller may. */
  anyOf: Scope[];
  /** What the audit trail calls it, if it is administrative. */
  action: AuditAction | undefined;
}

/**
 * Denies by default: every route and root field needs an authenticated actor with the scope it declares. Answers at once for an
 * actor that is known, without a promise.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  private readonly access: PerHandler<Access>;

  constructor(
    reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {
    this.access = new PerHandler((decorated) => ({
      isPublic: reflector.getAllAndOverride<boolean | undefined>(PUBLIC, decorated as never) === true,
      takesUploadTokens: reflector.getAllAndOverride<boolean | undefined>(UPLOAD_TOKENS, decorated as never) === true,
      anyOf: reflector.getAllAndOverride<Scope[] | undefined>(SCOPE, decorated as never) ?? [],
      action: actionOf(operationOf(reflector, decorated)),
    }));
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.access.of(context);
    if (access.isPublic) return true;
    const request = requestOf(context);
    request.administrative = access.action && { action: access.action, target: targetOf(context) };
    const actor = request.actor ?? this.authenticator.authenticate(credentialsOf(request));
    return actor instanceof Promise
      ? actor.then((found) => this.admit(request, found, access))
      : this.admit(request, actor, access);
  }

  private admit(request: AirlockRequest, actor: Actor, { takesUploadTokens, anyOf }: Access): true {
    request.actor = actor;
    const { uploadToken } = actor;
    if (uploadToken) {
      if (!takesUploadTokens) throw notForTokens();
      requireOrigin(uploadToken, request);
    }
    if (anyOf.length) requireScope(actor, ...anyOf);
    return true;
  }
}
