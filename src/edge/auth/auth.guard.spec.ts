import { beforeEach, describe, expect, it } from '@jest/globals';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { Actor, Scope } from '../../shared/actor.js';
import { DomainError } from '../../shared/errors/domain-error.js';
import { AuthGuard } from './auth.guard.js';
import { Authenticator, type Credentials } from './authenticator.js';
import { tokenInQuery } from './credentials-of.js';
import { AcceptUploadTokens, Public, RequireScope } from './decorators.js';

const grant = { id: 'utk_1', bucketId: 'bkt_1', maxFileBytes: 1, contentTypes: [], origin: 'https://shop.example' };

/** Accepts every bearer, with the scopes in its text, and every upload token; records the credentials. */
class NamedScopes extends Authenticator {
  readonly seen: Credentials[] = [];

  async authenticate(credentials: Credentials): Promise<Actor> {
    this.seen.push(credentials);
    if (credentials.uploadToken !== undefined) return this.bearerOfToken();
    const scopes = new Set((credentials.bearer ?? '').split(',') as Scope[]);
    return { organizationId: 'org_0', workspaceId: 'ws_0', tier: 'free', quotaBytes: 1, scopes };
  }

  private async bearerOfToken(): Promise<Actor> {
    const scopes = new Set<Scope>(['uploads:write']);
    return { organizationId: 'org_0', workspaceId: 'ws_0', tier: 'free', quotaBytes: 1, scopes, uploadToken: grant };
  }
}

class Routes {
  @Public() open() {}
  closed() {}
  @RequireScope('uploads:read') read() {}
  @RequireScope('uploads:read', 'uploads:write') either() {}
  @RequireScope('system') operate() {}
  @AcceptUploadTokens() @RequireScope('uploads:write') bring() {}
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
  query?: Record<string, string>;
  method?: string;
  routeOptions?: { config: object };
}

const contextOf = (handler: () => void, request: object, type = Routes) =>
  new ExecutionContextHost([request], type, handler);
/** Answers by a promise, as Nest awaits it: a refusal may come at once. */
const ask = async (handler: () => void, { headers = {}, params = {}, ...rest }: Sent = {}) =>
  guard.canActivate(contextOf(handler, { headers, params, ...rest }));
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
    expect(() => guard.canActivate(contextOf(routes.operate, request))).toThrow(expect.objectContaining(refused));
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

describe('an upload token', () => {
  const inPath = { params: { upload_token: 'ut_1' } };
  const fromPage = { ...inPath, headers: { origin: 'https://shop.example' }, method: 'POST' };

  it('opens only routes that take tokens', async () => {
    expect(await ask(routes.bring, fromPage)).toBe(true);
    await expect(ask(routes.closed, fromPage)).rejects.toMatchObject(refused);
  });

  it.each<[string, Sent, string]>([
    ['POST', { ...inPath, method: 'POST', headers: { origin: 'https://other.example' } }, 'another origin'],
    ['GET', { ...inPath, method: 'GET', headers: { origin: 'https://other.example' } }, 'another origin'],
    ['POST', { ...inPath, method: 'POST' }, 'no origin'],
    ['DELETE', { ...inPath, method: 'DELETE' }, 'no origin'],
  ])('of one origin is refused on a %s from %s', async (_, sent) => {
    await expect(ask(routes.bring, sent)).rejects.toMatchObject(refused);
  });

  it('of one origin may be read with where browsers name none', async () => {
    expect(await ask(routes.bring, { ...inPath, method: 'GET' })).toBe(true);
  });

  it('in the path leaves no place for another credential', async () => {
    await ask(routes.bring, { ...fromPage, headers: { ...fromPage.headers, authorization: 'Bearer admin' } });
    expect(authenticator.seen).toEqual([{ bearer: undefined, uploadToken: 'ut_1', namespace: undefined }]);
  });

  it('is read from the query only on routes that say so, and after a bearer', async () => {
    const query = { token: 'ut_1' };
    await ask(routes.closed, { query });
    await ask(routes.closed, { query, routeOptions: { config: tokenInQuery }, ...bearer('admin') });
    expect(authenticator.seen.map(({ uploadToken }) => uploadToken)).toEqual([undefined, undefined]);
    const sent = { query, routeOptions: { config: tokenInQuery }, headers: fromPage.headers, method: 'POST' };
    expect(await ask(routes.bring, sent)).toBe(true);
  });
});
