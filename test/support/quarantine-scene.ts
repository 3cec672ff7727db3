import { expect } from '@jest/globals';
import type { Quarantine } from '../../src/features/quarantine/quarantines.repository.js';
import { attemptPlaces } from '../../src/features/uploads/domain/object-key.js';
import { quarantineRepositories } from './quarantine-repositories.js';
import { makeTenant, productDatabase, type TestTenant } from './tenant.js';
import { claimOne, uploadRepositories } from './upload-repositories.js';
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

/** A tenant whose files have one content, quarantined and released by the product's repositories, without a store. */
export class QuarantineScene {
  tenant!: TestTenant;
  readonly database = this.setup.database;
  readonly lease = uploadRepositories(this.database).lease;
  readonly admission = uploadRepositories(this.database).admission;
  readonly termination = uploadRepositories(this.database).termination;
  readonly uploads = uploadRepositories(this.database).uploads;
  readonly quarantine = quarantineRepositories(this.database);

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
    const leased = await claimOne(this.lease);
    expect(leased?.id).toBe(id);
    return leased!;
  }

  async admitted(): Promise<string> {
    const leased = await this.scanning();
    await this.admission.admit(leased, facts, { copiedTo: attemptPlaces(leased).final });
    return leased.id;
  }

  async quarantined(): Promise<string> {
    const leased = await this.scanning();
    const copiedTo = attemptPlaces(leased).quarantine;
    await this.lease.expectCopy(leased, copiedTo);
    await this.admission.quarantine(leased, facts, { copiedTo, reason: 'encrypted' });
    return leased.id;
  }

  begin(by = this.tenant): Promise<Quarantine | null> {
    return this.quarantine.begin.begin({ ...by, keyId: WHY.by }, SHA, WHY);
  }

  release(id: string, by = this.tenant) {
    return this.quarantine.release.release({ ...by, keyId: WHY.by }, id, WHY);
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

  /** What a worker does first: the bytes move, and the trash deletes those that were left. */
  async endLinks(one: Quarantine): Promise<void> {
    const plan = await this.quarantine.relocation.plan(one);
    if (plan) await this.quarantine.relocation.adopt(plan, 'e2');
    await this.emptyTrash();
    expect(await this.quarantine.relocation.confirmLinksEnded(one)).toBe(true);
  }

  /** What it does then: each file is moved with its event. */
  async moveFiles(): Promise<void> {
    const { workspaceId } = this.tenant;
    const begun = await this.database.system.quarantine.findMany({ where: { workspaceId } });
    for (const one of begun)
      for (const id of await this.quarantine.files.unmoved(one)) await this.quarantine.files.move(one, id);
  }

  async used(): Promise<[used: bigint, reserved: bigint]> {
    const { organizationId } = this.tenant;
    const usage = await this.database.system.usage.findFirstOrThrow({ where: { organizationId } });
    return [usage.usedBytes, usage.reservedBytes];
  }
}
