import { expect } from '@jest/globals';
import type { Quarantine } from '../../src/features/blobs/index.js';
import { attemptPlaces } from '../../src/features/uploads/domain/object-key.js';
import { quarantineBooks } from './quarantine-books.js';
import { makeTenant, productDatabase, type TestTenant } from './tenant.js';
import { uploadBooks } from './upload-books.js';
import { insertUpload } from './uploads.js';

/** The content of every file of a scene. */
export const SHA = 'ab'.repeat(32);
export const WHY = { reason: 'found harmful', by: 'key_admin' };

export const facts = {
  size: 10,
  detectedType: 'text/plain',
  sha256: SHA,
  etag: 'e',
  verdict: 'clean',
  verdictCause: null,
  scannerVersion: 'test',
};

/** A tenant whose files have one content, closed and released by the product's repositories, without a store. */
export class QuarantineScene {
  tenant!: TestTenant;
  readonly database = this.setup.database;
  readonly books = uploadBooks(this.database).books;
  readonly termination = uploadBooks(this.database).termination;
  readonly uploads = uploadBooks(this.database).uploads;
  readonly quarantine = quarantineBooks(this.database);

  private constructor(private readonly setup: Awaited<ReturnType<typeof productDatabase>>) {}

  static async open(): Promise<QuarantineScene> {
    return new QuarantineScene(await productDatabase());
  }

  close(): Promise<void> {
    return this.setup.close();
  }

  /** A tenant with a quota of a hundred bytes. */
  async change(): Promise<void> {
    this.tenant = await makeTenant(this.database, 100);
  }

  query(sql: string): Promise<unknown> {
    return this.setup.test.query(sql, this.setup.test.systemUrl);
  }

  async scanning() {
    const id = await insertUpload(this.database, this.tenant);
    await this.database.system.upload.update({ where: { id }, data: { status: 'SCANNING', confirmedAt: new Date() } });
    const leased = await this.books.claim();
    expect(leased?.id).toBe(id);
    return leased!;
  }

  async admitted(): Promise<string> {
    const leased = await this.scanning();
    await this.books.admit(leased, facts, { promotedKey: attemptPlaces(leased).final });
    return leased.id;
  }

  async keptApart(): Promise<string> {
    const leased = await this.scanning();
    await this.books.quarantine(leased, facts, { key: attemptPlaces(leased).quarantine, reason: 'encrypted' });
    return leased.id;
  }

  begin(by = this.tenant): Promise<Quarantine | null> {
    return this.quarantine.begin.begin(by, SHA, WHY);
  }

  release(id: string, by = this.tenant) {
    return this.quarantine.release.release(by, id, WHY);
  }

  find(id: string) {
    return this.uploads.find(this.tenant, id);
  }

  async remove(id: string): Promise<void> {
    await this.termination.remove((await this.find(id))!, 'test');
  }

  blobs() {
    return this.database.system.blob.findMany({ where: { workspaceId: this.tenant.workspaceId } });
  }

  async trashed(): Promise<string[]> {
    const { workspaceId } = this.tenant;
    return (await this.database.system.trash.findMany({ where: { workspaceId } })).map(({ key }) => key);
  }

  /** Deletes what is due, as the collector does. */
  async emptyTrash(): Promise<void> {
    await this.database.system.$executeRaw`DELETE FROM trash WHERE not_before <= now()`;
  }

  /** What a worker does first: the bytes move, and the trash deletes what was left. */
  async endLinks(one: Quarantine): Promise<void> {
    const plan = await this.quarantine.isolation.plan(one);
    if (plan) await this.quarantine.isolation.adopt(one, plan, 'e2');
    await this.emptyTrash();
    expect(await this.quarantine.isolation.confirmLeft(one)).toBe(true);
  }

  /** What it does then: each file is moved with its event. */
  async putAway(): Promise<void> {
    const { workspaceId } = this.tenant;
    const closed = await this.database.system.quarantine.findMany({ where: { workspaceId } });
    for (const one of closed)
      for (const id of await this.quarantine.files.some(one)) await this.quarantine.files.putAway(one, id);
  }

  async used(): Promise<[used: bigint, reserved: bigint]> {
    const { organizationId } = this.tenant;
    const usage = await this.database.system.usage.findFirstOrThrow({ where: { organizationId } });
    return [usage.usedBytes, usage.reservedBytes];
  }
}
