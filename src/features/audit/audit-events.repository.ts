import { Injectable } from '@nestjs/common';
import { Prisma } from '../../generated/prisma/client.js';
import { Config } from '../../config/config.js';
import { Database } from '../../platform/prisma/database.js';
import { leastIdAt } from '../../shared/ids.js';
import { sqlBehind, sqlOrder } from '../../platform/prisma/list-order.js';
import type { Found, PageRequest } from '../../shared/page.js';
import type { AuditEvent, AuditFilter, AuditRealm } from './domain/audit-event.js';

/** Of a search whose conditions no index decides together, this many rows are read for one page. */
const WINDOW = 5_000;

export type RefusedRow = Pick<
  AuditEvent,
  'organizationId' | 'workspaceId' | 'actor' | 'action' | 'target' | 'requestId' | 'address'
> & { detail: Prisma.InputJsonObject };

const columns = Prisma.sql`event_id AS id, at, organization_id AS "organizationId", workspace_id AS "workspaceId", actor,
  action, subject AS target, outcome, detail, request_id AS "requestId", address`;

/** Reads the audit trail and writes refused attempts into it. */
@Injectable()
export class AuditEventsRepository {
  private readonly days: number;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.days = config.get('AUDIT_DAYS');
  }

  /** One row beyond the limit means that there is a next page. However rare the matches, a bounded number of rows is read. */
  async list(realm: AuditRealm, filter: AuditFilter, page: PageRequest): Promise<Found<AuditEvent>> {
    const { indexed, checked } = conditionsOf(realm, filter);
    const order = sqlOrder(page);
    const within = Prisma.join([...indexed, sqlBehind(Prisma.sql`event_id`, page)], ' AND ');
    const width = checked.length ? WINDOW : page.limit + 1;
    const matches = Prisma.join([Prisma.sql`true`, ...checked], ' AND ');
    const text = Prisma.sql`
      WITH seen AS MATERIALIZED (
        SELECT *, row_number() OVER (ORDER BY event_id ${order}) AS place FROM audit_events
        WHERE ${within} ORDER BY event_id ${order} LIMIT ${width})
      (SELECT ${columns}, place, true AS matches FROM seen WHERE ${matches} ORDER BY event_id ${order} LIMIT ${page.limit + 1})
      UNION ALL (SELECT ${columns}, place, false FROM seen WHERE place = ${width})`;
    const rows = await this.alongIndex<AuditEvent & { place: bigint; matches: boolean }>(text);
    const found = rows.filter(({ matches: isMatch }) => isMatch).map(({ place: _, matches: __, ...event }) => event);
    const end = rows.find(({ matches: isMatch }) => !isMatch);
    return { rows: found, searchedTo: checked.length ? end?.id : undefined };
  }

  /**
   * A plan for any workspace expects few events in each, and would read and sort all of a large one. Without bitmaps, whole
   * tables and sorts it follows the index in the order of the list, and stops at the limit.
   */
  private alongIndex<Row>(statement: Prisma.Sql): Promise<Row[]> {
    return this.database.asSystem(async (tx) => {
      await tx.$queryRaw`SELECT set_config(name, 'off', true)
        FROM unnest('{enable_bitmapscan,enable_seqscan,enable_sort,enable_incremental_sort}'::text[]) name`;
      return tx.$queryRaw<Row[]>(statement);
    });
  }

  async find({ organizationId, workspaceId }: AuditRealm, id: string): Promise<AuditEvent | null> {
    const where = { eventId: id, organizationId, workspaceId };
    const row = await this.database.system.auditEvent.findFirst({ where, omit: { id: true } });
    return row && ({ ...row, id: row.eventId } as unknown as AuditEvent);
  }

  /** Several by one statement. */
  async addRefused(rows: readonly RefusedRow[]): Promise<void> {
    await this.database.system.auditEvent.createMany({ data: rows.map((row) => ({ ...row, outcome: 'refused' })) });
  }

  /** Deletes one batch of events that are older than AUDIT_DAYS; `true` when there may be more. */
  async forgetOld(limit: number): Promise<boolean> {
    const before = leastIdAt('aud', Date.now() - this.days * 86_400_000);
    const gone = await this.database.system.$executeRaw`
      DELETE FROM audit_events WHERE id = ANY (ARRAY(
        SELECT id FROM audit_events WHERE event_id < ${before} ORDER BY event_id LIMIT ${limit}))`;
    return gone === limit;
  }
}

/** Conditions by whether the index that is read decides them: of an actor before an action, each in its organization. */
function conditionsOf(realm: AuditRealm, filter: AuditFilter): { indexed: Prisma.Sql[]; checked: Prisma.Sql[] } {
  const { organizationId, workspaceId } = realm;
  const place = [
    is('organization_id', organizationId),
    is('workspace_id', workspaceId),
    notBefore(filter.since),
  ].flat();
  const [first = [], second = []] = [is('actor', filter.actor), is('action', filter.action)].filter(
    ({ length }) => length,
  );
  const rest = [...second, ...is('outcome', filter.outcome)];
  const hasIndex = organizationId !== undefined && workspaceId === undefined;
  return hasIndex ? { indexed: [...place, ...first], checked: rest } : { indexed: place, checked: [...first, ...rest] };
}

function is(column: string, value: string | undefined): Prisma.Sql[] {
  return value === undefined ? [] : [Prisma.sql`${Prisma.raw(column)} = ${value}`];
}

/** Ids have the time of the database, as rows have. */
function notBefore(since: Date | undefined): Prisma.Sql[] {
  return since === undefined ? [] : [Prisma.sql`event_id >= ${leastIdAt('aud', since.getTime())}`];
}
