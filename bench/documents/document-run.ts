import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import pg from 'pg';
import type { BenchTenant } from '../stage/tenants.js';

const PARALLEL = 16;
const WORDS = 'the quick brown fox jumps over a lazy dog while seven wizards boil cold tea near quiet harbours'.split(
  ' ',
);

/** Two kilobytes of text that no other document has: equal files would be stored and scanned once. */
export function smallText(n: number): string {
  const sentence = (i: number) => Array.from({ length: 10 }, (_, k) => WORDS[(n * 7 + i * 13 + k * 5) % WORDS.length]);
  return `Report ${n}\n\n${Array.from({ length: 36 }, (_, i) => `${sentence(i).join(' ')}.`).join('\n')}\n`;
}

interface Announced {
  document_id: string;
  upload_url: string;
  headers: Record<string, string>;
}

/** Many small documents of one workspace, made over the API. */
export class DocumentRun {
  private readonly database: pg.Client;
  private readonly connected: Promise<unknown>;

  constructor(
    private readonly url: string,
    private readonly tenant: BenchTenant,
    databaseUrl: string,
  ) {
    this.database = new pg.Client(databaseUrl);
    this.connected = this.database.connect();
  }

  async make(count: number): Promise<void> {
    const numbers = Array.from({ length: count }, (_, n) => n);
    await pMap(numbers, (n) => this.makeOne(n), { concurrency: PARALLEL });
  }

  pause(seconds: number): Promise<void> {
    return pause(seconds * 1000);
  }

  /** Resolves once every document has an outcome. The database is asked, because the API is what is measured. */
  async finished(): Promise<void> {
    while ((await this.waiting()) > 0) await pause(500);
  }

  /** How many documents ended in which way. */
  async outcomes(): Promise<Record<string, number>> {
    const sql = `SELECT concat_ws(' ', status, error_code) AS outcome, count(*)::int FROM documents GROUP BY 1`;
    const { rows } = await this.database.query<{ outcome: string; count: number }>(sql);
    return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
  }

  close(): Promise<void> {
    return this.database.end();
  }

  private async waiting(): Promise<number> {
    await this.connected;
    const sql = `SELECT count(*)::int FROM documents WHERE status IN ('PENDING', 'PROCESSING')`;
    return (await this.database.query<{ count: number }>(sql)).rows[0]!.count;
  }

  private async makeOne(n: number): Promise<void> {
    const text = smallText(n);
    const asked = { filename: `report-${n}.txt`, content_type: 'text/plain', file_size: Buffer.byteLength(text) };
    const made = (await this.post('/upload', asked)) as unknown as Announced;
    const sent = await fetch(made.upload_url, { method: 'PUT', headers: made.headers, body: text });
    if (!sent.ok) throw new Error(`The store refused document ${n}: ${sent.status} ${await sent.text()}`);
    await this.post(`/${made.document_id}/confirm-upload`, {});
  }

  private async post(path: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.url}/api/workspaces/${this.tenant.workspaceId}/documents${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.tenant.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  }
}
