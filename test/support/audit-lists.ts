import type { AuditFilter } from '../../src/features/audit/domain/audit-event.js';
import type { Actor } from '../../src/shared/actor.js';
import type { ListPage } from '../../src/shared/page.js';
import type { Million } from './million.js';

const lastMonth = new Date(Date.now() - 30 * 24 * 3600_000);
const administrator = (actor: Actor): Actor => ({ ...actor, scopes: new Set(['admin']) });

/** Who reads the audit trail, made of a caller who may do everything. */
export const auditReaders: Record<string, (actor: Actor) => Actor> = {
  'an administrator': administrator,
  'one of a workspace': (actor) => ({ ...administrator(actor), boundTo: actor.workspaceId }),
  'one of a workspace with one event': (actor) => ({ ...administrator(actor), boundTo: 'ws_rare' }),
  'the operator': (actor) => actor,
};

/** Each filter, by what it finds among the events of a million uploads. */
export const auditFilters: Record<string, AuditFilter> = {
  everything: {},
  'an actor': { actor: 'key_7' },
  'an actor of one event': { actor: 'key_rare' },
  'an actor of none': { actor: 'key_of_nothing' },
  'an action': { action: 'bucket.create' },
  'an action of one event': { action: 'store.inspect' },
  'an outcome of one event': { outcome: 'refused' },
  'an actor who did another action': { actor: 'key_7', action: 'store.inspect' },
  'all of it at once': { actor: 'key_7', action: 'store.inspect', outcome: 'refused', since: new Date(0) },
  'the last month': { since: lastMonth },
  'an action of the last month': { action: 'store.inspect', since: lastMonth },
};

/** The first page and one from the middle on, in both directions. */
export const auditPlaces = ({ middle }: Million): ListPage[] => {
  const first: ListPage = { list: 'audit-events', limit: 20 };
  return [first, { ...first, after: `aud_${middle.slice(4)}` }].flatMap((at) => [at, { ...at, direction: 'ASC' }]);
};
