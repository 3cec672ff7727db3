import type { Route } from './routes.js';

/** The first match names the scopes that open a route; none: any key. `admin` opens all but `system`. */
const neededBy: [route: RegExp, scopes: string[] | undefined][] = [
  [/^GET \/v1\/me$/, undefined],
  [/^GET \/v1\/usage$/, ['uploads:read', 'admin']],
  [/^(POST|DELETE) \/v1\/organizations/, ['system']],
  [/^GET \/v1\/admin\//, ['system']],
  [/^GET \/v1\/audit-events/, ['admin', 'system']],
  [/\/release$/, ['admin']],
  [/upload-tokens/, ['uploads:write', 'admin']],
  [/^GET .*attachments/, ['uploads:read', 'admin']],
  [/attachments|upload\/direct/, ['uploads:write', 'admin']],
  [/^(HEAD|POST) \/v1\/tus\/./, ['uploads:read', 'uploads:write', 'admin']],
  [/\/v1\/tus/, ['uploads:write', 'admin']],
  // Writers resume uploads: they read which parts have arrived.
  [/^GET .*\/parts$/, ['uploads:read', 'uploads:write', 'admin']],
  [/^GET .*(documents|knowledge-bases)/, ['documents:read', 'admin']],
  [/documents|knowledge-bases/, ['documents:write', 'admin']],
  [/notifications/, ['uploads:read', 'admin']],
  [/^GET .*tasks/, ['uploads:read', 'documents:read', 'admin']],
  [/^GET .*(uploads|files|objects)/, ['uploads:read', 'admin']],
  [/uploads|files|objects/, ['uploads:write', 'admin']],
  [/^GET \/v1\/buckets/, ['buckets:admin', 'uploads:read', 'admin']],
  [/\/v1\/buckets/, ['buckets:admin', 'admin']],
  [/\/v1\/(api-keys|users|workspaces|organizations|webhook-endpoints|deliveries|quarantine|storage)/, ['admin']],
];

/** The scopes that open a route, each by itself; undefined: any key. */
export function scopesOf({ method, path }: Route): string[] | undefined {
  const row = neededBy.find(([pattern]) => pattern.test(`${method} ${path}`));
  if (!row) throw new Error(`${method} ${path} has no row in route-scopes.ts`);
  return row[1];
}
