import type pg from 'pg';
import type { Database } from '../../src/platform/prisma/database.js';
import type { TestDatabase } from './postgres.js';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

/** A statement as PostgreSQL ran it: the plan with what it really read. */
export interface SeenPlan {
  text: string;
  /** Pages touched, in memory or not. */
  blocks: number;
  /** Tables read from end to end; one without a page, such as the month to come, has nothing to read. */
  seqScans: string[];
  /** Indexes that were read. */
  indexes: string[];
  /** Rows that each scan of a table gave. */
  rowsOf(table: string): number[];
}

const SETTINGS = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_format': 'json',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_level': 'notice',
};

/** Sends the plan of every statement to the client, on new connections, functions and triggers included. */
export async function explainEverything(test: TestDatabase): Promise<void> {
  const name = new URL(test.url).pathname.slice(1);
  for (const [setting, value] of Object.entries(SETTINGS))
    await test.query(`ALTER DATABASE ${name} SET ${setting} = '${value}'`);
}

/** Collects the plans that PostgreSQL sends on the product's own connections. */
export class PlanWatch {
  private plans: SeenPlan[] = [];

  constructor(database: Database) {
    for (const pool of [database.pool, database.systemPool])
      pool.on('connect', (client: pg.PoolClient) =>
        client.on('notice', ({ message = '' }) => {
          const json = message.slice(message.indexOf('{'));
          if (message.includes('plan:')) this.plans.push(seen(JSON.parse(json)));
        }),
      );
  }

  /** The statements that `work` sent, as they were run. */
  async of(work: () => Promise<unknown>): Promise<SeenPlan[]> {
    this.plans = [];
    await work();
    return this.plans;
  }
}

function seen({ 'Query Text': text, Plan: root }: { 'Query Text': string; Plan: PlanNode }): SeenPlan {
  const nodes: PlanNode[] = [];
  const walk = (node: PlanNode) => {
    nodes.push(node);
    node.Plans?.forEach(walk);
  };
  walk(root);
  const seqScans = nodes
    .filter((node) => node['Node Type'] === 'Seq Scan' && blocksOf(node) > 0)
    .map((node) => node['Relation Name'] ?? '?');
  const indexes = nodes.flatMap((node) => node['Index Name'] ?? []);
  const rowsOf = (table: string) =>
    nodes
      .filter((node) => node['Relation Name'] === table)
      .map((node) => node['Actual Rows'] * node['Actual Loops'] + (node['Rows Removed by Filter'] ?? 0));
  return { text, blocks: blocksOf(root), seqScans, indexes, rowsOf };
}

const blocksOf = (node: PlanNode) => node['Shared Hit Blocks'] + node['Shared Read Blocks'];
