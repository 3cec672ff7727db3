import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Scope } from '../../shared/actor.js';
import { requireScope } from '../../shared/rights.js';
import { Authenticator } from './authenticator.js';
import { credentialsOf } from './credentials-of.js';
import { PUBLIC, SCOPE, UPLOAD_TOKENS } from './decorators.js';
import { requestOf } from './request-of.js';
import { notForTokens, requireOrigin } from './upload-token-use.js';

/** Denies by default: every route and root field needs an authenticated actor with the scope it declares. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, targets)) return true;
    const request = requestOf(context);
    request.actor ??= await this.authenticator.authenticate(credentialsOf(request));
    const { uploadToken } = request.actor;
    if (uploadToken) {
      if (!this.reflector.getAllAndOverride<boolean>(UPLOAD_TOKENS, targets)) throw notForTokens();
      requireOrigin(uploadToken, request);
    }
    const anyOf = this.reflector.getAllAndOverride<Scope[] | undefined>(SCOPE, targets) ?? [];
    if (anyOf.length) requireScope(request.actor, ...anyOf);
    return true;
  }
}
