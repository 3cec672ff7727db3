import { expect } from '@jest/globals';
import type { Answer, Api, Json } from './api.js';
import { codeOf } from './refusals.js';
import { askField, foundIn, type RootField } from './root-fields.js';
import { ask, type Ids, type Route } from './routes.js';

/** No credentials, or those in the path. */
export const PUBLIC = /^\/(health|metrics|v1\/auth\/login|v1\/blobs|docs)/;

/** The codes of the items of a bulk answer, else the code of the answer. */
function codesOf(answer: Answer<Json>): string[] {
  const { status, body } = answer;
  if (status < 400 && body?.items?.length) return body.items.map((item: Json) => item.error?.code ?? 'found');
  return [codeOf(answer) ?? 'found'];
}

/** A foreign id must lead to nothing. A missing scope is reported before. */
export function expectNothing(answer: Answer<Json>, allowed: string[], what: string): void {
  const found = codesOf(answer).filter((code) => !allowed.includes(code));
  expect({ what, found, leaked: answer.headers.location }).toEqual({ what, found: [], leaked: undefined });
}

/** The audit trail repeats the ids that the caller itself sent where it was refused. */
export const isTrail = (name: string) => /^\/v1\/audit-events|^auditEvents$/.test(name);

/** Operations on the organization: their scope is checked before any look-up. */
export const ofOrganization = (route: Route) =>
  /^\/v1\/(organizations|users)/.test(route.path) && route.method !== 'GET';

/** The receiver of store events: its scope is checked, and no namespace is looked up. */
export const ofNoWorkspace = (route: Route) => route.path === '/v1/storage/events';

/** Mutations of the organization, as by REST. */
export const isOfOrganization = ({ name }: RootField) =>
  /^(create|update|delete)(User|Organization)$|^unlinkIdentity$/.test(name);

/** How a root field ended, and what it showed; many uploads at once have an outcome each. */
export function fieldOutcome(body: Json): { code: string | undefined; found: Json[] } {
  const each: Json[] | undefined = body.data?.confirmUploads;
  if (!each) return { code: body.errors?.[0].extensions.code, found: foundIn(body) };
  return { code: each[0].error?.code, found: each.flatMap(({ upload }) => upload ?? []) };
}

/** Refused, before anything is looked for or because nothing is there. */
export async function expectRouteShut(api: Api, route: Route, ids: Ids): Promise<void> {
  const { status } = await ask(api, route, ids);
  const what = `${route.method} ${route.path}`;
  expect({ what, shut: [403, 404].includes(status) || status }).toEqual({ what, shut: true });
}

export async function expectFieldShut(api: Api, field: RootField, ids: Ids): Promise<void> {
  const { body } = await askField(api, field, ids);
  const { name } = field;
  expect({ name, ...fieldOutcome(body) }).toEqual({ name, code: 'FORBIDDEN', found: [] });
}
