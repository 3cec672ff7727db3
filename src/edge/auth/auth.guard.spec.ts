import { beforeEach, describe, expect, it } from '@jest/globals';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { Actor, Scope } from '../../shared/actor.js';
import { DomainError } from '../../shared/errors/domain-error.js';
import { AuthGuard } from './auth.guard.js';
import { Authenticator, type Credentials } from './authenticator.js';
import { Public, RequireScope } from './decorators.js';

/** Accepts every bearer, with the scopes in its text; records the credentials. */
class NamedScopes extends Authenticator {
  readonly seen: Credentials[] = [];

  async authenticate(credentials: Credentials): Promise<Actor> {
    this.seen.push(credentials);
    const scopes = new Set((credentials.bearer ?? '').split(',') as Scope[]);
    return { organizationId: 'org_0', workspaceId: 'ws_0', tier: 'free', quotaBytes: 1, scopes };
  }
}

class Routes {
  @Public() open() {}
  closed() {}
  @RequireScope('uploads:read') read() {}
  @RequireScope('uploads:read', 'uploads:write') either() {}
  @RequireScope('system') operate() {}
}

@Public()
class OpenRoutes {
  any() {}
}

const routes = Routes.prototype;
let authenticator: NamedScopes;
let guard: AuthGuard;
beforeEach(() => {
  authenticator = new NamedScopes();
  guard = new AuthGuard(new Reflector(), authenticator);
});

interface Sent {
  headers?: Record<string, string | string[]>;
  params?: Record<string, string>;
}

const contextOf = (handler: () => void, request: object, type = Routes) =>
  new ExecutionContextHost([request], type, handler);
const ask = (handler: () => void, { headers = {}, params = {} }: Sent = {}) =>
  guard.canActivate(contextOf(handler, { headers, params }));
const bearer = (scopes: string) => ({ headers: { authorization: `Bearer ${scopes}` } });
const refused = { code: 'FORBIDDEN' };

describe('AuthGuard', () => {
  it('needs no credentials on a public route', async () => {
    expect(await ask(routes.open)).toBe(true);
    expect(await guard.canActivate(contextOf(OpenRoutes.prototype.any, { headers: {} }, OpenRoutes as never))).toBe(
      true,
    );
    expect(authenticator.seen).toEqual([]);
  });

  it('authenticates on all other routes, with or without a scope', async () => {
    expect(await ask(routes.closed, bearer('uploads:read'))).toBe(true);
    expect(authenticator.seen).toHaveLength(1);
  });

  it.each([
    ['uploads:read', routes.read],
    ['admin', routes.read],
    ['uploads:write', routes.either],
    ['system', routes.operate],
  ])('allows %s where it is enough', async (scopes, handler) => {
    expect(await ask(handler, bearer(scopes))).toBe(true);
  });

  it.each([
    ['uploads:write', routes.read],
    ['system', routes.read],
    ['documents:read', routes.either],
    ['admin', routes.operate],
  ])('refuses %s where it is not enough', async (scopes, handler) => {
    await expect(ask(handler, bearer(scopes))).rejects.toMatchObject(refused);
  });

  it('names the missing scope', async () => {
    const answer = ask(routes.either, bearer('documents:read'));
    await expect(answer).rejects.toThrow('uploads:read or uploads:write');
    await expect(answer).rejects.toBeInstanceOf(DomainError);
  });

  it('authenticates once per request for all GraphQL fields, and checks the scope of each', async () => {
    const request = { headers: { authorization: 'Bearer uploads:read' }, params: {} };
    await guard.canActivate(contextOf(routes.read, request));
    await expect(guard.canActivate(contextOf(routes.operate, request))).rejects.toMatchObject(refused);
    expect(authenticator.seen).toHaveLength(1);
  });
});

describe('the credentials of a request', () => {
  it.each<[string, string | undefined]>([
    ['Bearer sk_1', 'sk_1'],
    ['bearer  sk_1', 'sk_1'],
    ['Basic c2tfMQ==', undefined],
    ['sk_1', undefined],
    ['Bearer ', undefined],
    ['Bearer sk_1 sk_2', undefined],
  ])('of Authorization %p are the bearer %p', async (authorization, expected) => {
    await ask(routes.closed, { headers: { authorization } });
    expect(authenticator.seen[0]?.bearer).toBe(expected);
  });

  it.each<[string, Sent, string | undefined]>([
    ['the header', { headers: { 'x-namespace': 'main' } }, 'main'],
    ['the path before the header', { headers: { 'x-namespace': 'main' }, params: { workspace_id: 'ws_1' } }, 'ws_1'],
    ['nothing', {}, undefined],
    ['an empty header', { headers: { 'x-namespace': '' } }, undefined],
    ['a header sent twice', { headers: { 'x-namespace': ['a', 'b'] } }, undefined],
  ])('name the workspace by %s', async (_, sent, expected) => {
    await ask(routes.closed, sent);
    expect(authenticator.seen[0]?.namespace).toBe(expected);
  });
});
