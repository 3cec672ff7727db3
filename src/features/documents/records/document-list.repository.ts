import { Injectable } from '@nestjs/common';
import { Prisma } from '../../../generated/prisma/client.js';
import { Database, type Tx } from '../../../platform/prisma/database.js';
import type { Tenant } from '../../../shared/actor.js';
import type { Found, PageRequest } from '../../../shared/page.js';
import type { DocumentStatus } from '../domain/document.js';
import { type DocumentFilter, type DocumentOrder, isIndexed } from '../domain/document-list.js';
import { type DocumentRecord, findDocuments } from './document-row.repository.js';

/** How many documents are read for one page of a list: few, and more while those do not fill it. */
const WINDOWS = [500, 2_000, 7_500];

/** Lists of documents. However rare the matches, and however many documents there are, a bounded number of rows is read. */
@Injectable()
export class DocumentListRepository {
  constructor(private readonly database: Database) {}

  /** One row beyond the limit means that there is a next page. */
  async list(
    tenant: Tenant,
    filter: DocumentFilter,
    order: DocumentOrder,
    page: PageRequest,
  ): Promise<Found<DocumentRecord>> {
    return this.database.tenant(tenant, async (tx) => {
      const { seen, searchedTo } = await this.search(tx, tenant, filter, order, page);
      const ids = seen.map(({ id }) => id);
      const found = await findDocuments(tx, tenant.workspaceId, { id: { in: ids } });
      const places = new Map(ids.map((id, place) => [id, place]));
      const rows = found
        .filter(({ status }) => filter.status === undefined || status === filter.status)
        .sort((a, b) => places.get(a.id)! - places.get(b.id)!);
      const isWhole = rows.length === seen.length;
      // What was quarantined this moment is left out: the page ends where the search did.
      const end = searchedTo ?? (isWhole || seen.length <= page.limit ? undefined : seen[page.limit]);
      const keyed = order.by === 'name' ? [...seen, ...(end ? [end] : [])] : undefined;
      const keys = keyed && new Map(keyed.map(({ id, key }) => [id, key!]));
      return { rows, searchedTo: end?.id, keys };
    });
  }

  private async search(
    tx: Tx,
    { workspaceId }: Tenant,
    filter: DocumentFilter,
    order: DocumentOrder,
    { limit, after, afterKey = '' }: PageRequest,
  ): Promise<{ seen: Seen[]; searchedTo?: Seen }> {
    const seen: Seen[] = [];
    let searchedTo: Seen | undefined = after === undefined ? undefined : { id: after, key: afterKey };
    for (const width of isIndexed(filter, order) ? [limit + 1] : WINDOWS) {
      const most = limit + 1 - seen.length;
      const window = { workspaceId, after: searchedTo, width, most };
      const rows = await tx.$queryRaw<(Seen & { isEnd: boolean })[]>(listStatement(filter, order, window));
      seen.push(...rows.filter(({ isEnd }) => !isEnd));
      searchedTo = rows.find(({ isEnd }) => isEnd);
      if (searchedTo === undefined || seen.length > limit) break;
    }
    return { seen, searchedTo };
  }
}

/** A document at its place in a list. */
interface Seen {
  id: string;
  /** In lists by name: what it is sorted by. */
  key: string | null;
}

interface Window {
  workspaceId: string;
  /** The place behind which the window begins. */
  after?: Seen;
  /** Documents that are read. */
  width: number;
  /** Documents that are returned. */
  most: number;
}

/** As in the index documents_by_name. */
const nameKey = Prisma.sql`left(lower(d.name), 64) COLLATE "C"`;
const operators = { ASC: Prisma.sql`>`, DESC: Prisma.sql`<` };
const directions = { ASC: Prisma.sql`ASC`, DESC: Prisma.sql`DESC` };

/** The index that is read: the most selective one in the order of the list. */
interface Source {
  rows: Prisma.Sql;
  id: Prisma.Sql;
  key: Prisma.Sql;
  sorting: Prisma.Sql;
  conditions: Prisma.Sql[];
}

/**
 * Reads a window of the list along an index and returns the documents in it that match; `isEnd` marks the last one read,
 * if the list may go on behind it. What the index does not decide is checked on the rows of the window.
 */
function listStatement(filter: DocumentFilter, order: DocumentOrder, window: Window): Prisma.Sql {
  const { workspaceId, after, width, most } = window;
  const { rows, key, sorting, ...source } = order.by === 'name' ? byName(order) : byTime(filter, order, workspaceId);
  const conditions = [
    Prisma.sql`d.workspace_id = ${workspaceId} AND d.deleted_at IS NULL`,
    ...source.conditions,
    ...(after ? [behind(after, order, source.id)] : []),
  ];
  return Prisma.sql`
    WITH seen AS MATERIALIZED (
      SELECT d.id, ${key} AS key, ${matches(filter)} AS "isMatch", row_number() OVER (ORDER BY ${sorting}) AS place
      FROM ${rows} WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${sorting} LIMIT ${width})
    (SELECT id, key, false AS "isEnd" FROM seen WHERE "isMatch" ORDER BY place LIMIT ${most})
    UNION ALL
    (SELECT id, key, true FROM seen WHERE place = ${width})`;
}

function byName(order: DocumentOrder): Source {
  const direction = directions[order.direction];
  const id = Prisma.sql`d.id`;
  const sorting = Prisma.sql`${nameKey} ${direction}, ${id} ${direction}`;
  return { rows: Prisma.sql`documents d`, id, key: nameKey, sorting, conditions: [] };
}

function byTime({ status, knowledgeBaseId }: DocumentFilter, order: DocumentOrder, workspaceId: string): Source {
  const key = Prisma.sql`NULL::text`;
  const sortedBy = (id: Prisma.Sql) => ({ id, key, sorting: Prisma.sql`${id} ${directions[order.direction]}` });
  if (knowledgeBaseId === undefined)
    return {
      ...sortedBy(Prisma.sql`d.id`),
      rows: Prisma.sql`documents d`,
      conditions: status ? [statusIs(status)] : [],
    };
  return {
    ...sortedBy(Prisma.sql`l.document_id`),
    rows: Prisma.sql`knowledge_base_documents l
      JOIN documents d ON d.workspace_id = l.workspace_id AND d.id = l.document_id`,
    conditions: [Prisma.sql`l.workspace_id = ${workspaceId} AND l.knowledge_base_id = ${knowledgeBaseId}`],
  };
}

const statusIs = (status: DocumentStatus) => Prisma.sql`d.status = ${status}::document_status`;

function behind({ id: afterId, key: afterKey }: Seen, { by, direction }: DocumentOrder, id: Prisma.Sql): Prisma.Sql {
  const operator = operators[direction];
  if (by !== 'name') return Prisma.sql`${id} ${operator} ${afterId}`;
  return Prisma.sql`(${nameKey}, d.id) ${operator} (${afterKey ?? ''}, ${afterId})`;
}

function matches({ status, knowledgeBaseId, name }: DocumentFilter): Prisma.Sql {
  const conditions = [
    Prisma.sql`true`,
    ...(status ? [statusIs(status)] : []),
    ...(name === undefined ? [] : [Prisma.sql`strpos(lower(d.name), lower(${name})) > 0`]),
    ...(knowledgeBaseId === undefined
      ? []
      : [
          Prisma.sql`EXISTS (SELECT FROM knowledge_base_documents WHERE knowledge_base_id = ${knowledgeBaseId}
            AND document_id = d.id)`,
        ]),
  ];
  return Prisma.join(conditions, ' AND ');
}
