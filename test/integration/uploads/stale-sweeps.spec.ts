import { UploadAccess } from '../../../src/features/uploads/records/upload-access.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IdempotencyRepository } from '../../../src/platform/idempotency/idempotency.repository.js';
import { MailQueueRepository } from '../../../src/features/notifications/mail-queue.repository.js';
import { ReconcileRepository } from '../../../src/features/uploads/confirmation/reconcile.repository.js';
import { isAbandoned, tracesIn } from '../../../src/features/uploads/domain/abandoned-session.js';
import { stagingKey } from '../../../src/features/uploads/domain/object-key.js';
import type { Upload } from '../../../src/features/uploads/domain/upload.js';
import { TerminationService } from '../../../src/features/uploads/termination/termination.service.js';
import { OverdueUploadsRepository } from '../../../src/features/uploads/termination/overdue-uploads.repository.js';
import { RecordExpiryRepository } from '../../../src/features/uploads/termination/record-expiry.repository.js';
import { RetentionRepository } from '../../../src/features/uploads/termination/retention.repository.js';
import { MultipartRepository } from '../../../src/features/uploads/multipart/multipart.repository.js';
import type { Move } from '../../../src/features/uploads/records/move.js';
import type { FaultPoints } from '../../../src/platform/faults/fault-points.js';
import { leastIdAt, newId } from '../../../src/shared/ids.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { sixty, uploadRepositories } from '../../support/upload-repositories.js';
import { insertUpload } from '../../support/uploads.js';
import { settleUsage } from '../../support/settled-usage.js';

/** A sweep reads what is due, something else happens, and then the sweep acts on what it has read. */
let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let repositories: ReturnType<typeof uploadRepositories>;

beforeAll(async () => {
  setup = await productDatabase();
  tenant = await makeTenant(setup.database);
  repositories = uploadRepositories(setup.database);
});
afterAll(() => setup.close());

const sql = (statement: string) => setup.database.system.$executeRawUnsafe(statement);
const DAYS_MS = 24 * 3600_000;

async function find(id: string): Promise<Upload> {
  return (await repositories.uploads.findAnywhere({ workspaceId: tenant.workspaceId, id }))!;
}
const change = (id: string, set: string) => sql(`UPDATE uploads SET ${set} WHERE id = '${id}'`);
const trashOf = async (upload: Upload) =>
  setup.database.system.trash.count({ where: { workspaceId: tenant.workspaceId, key: stagingKey(upload) } });

/** What a file needs to have been admitted. */
async function admitted(id: string): Promise<string> {
  const blobId = newId('blb');
  const sha256 = Buffer.from(id.padEnd(32)).toString('hex');
  const facts = { size: 10, key: id, etag: 'e', detectedType: 'text/plain', verdict: 'clean', scannerVersion: 'test' };
  await setup.database.asSystem(async (tx) => {
    await tx.blob.create({ data: { id: blobId, workspaceId: tenant.workspaceId, sha256, ...facts } });
    await settleUsage(tx, { ...tenant, usedBytes: 10, reservedBytes: 10 });
  });
  return `status = 'AVAILABLE', size = 10, confirmed_at = now(), completed_at = now(), blob_id = '${blobId}'`;
}

/** An upload whose id and times are so many days old. */
async function oldUpload(days: number, set: string): Promise<string> {
  const id = newId('upl', Date.now() - days * DAYS_MS);
  await insertUpload(setup.database, tenant, { id });
  await change(id, `created_at = now() - interval '${days} days', ${set}`);
  return id;
}

function confirmed(id: string): Move {
  const changes = { confirmedAt: new Date() };
  return { id, workspaceId: tenant.workspaceId, event: 'confirm', actor: 'client', changes };
}

describe('the reconciler', () => {
  const expire = (upload: Upload) =>
    new TerminationService(new UploadAccess(repositories.uploads), repositories.termination, {} as FaultPoints).expire(
      upload,
    );

  /** Due and over, as the reconciler has read it. */
  async function taken(): Promise<Upload> {
    const id = await insertUpload(setup.database, tenant);
    await change(id, 'next_check_at = now(), deadline_at = now()');
    const due = await new ReconcileRepository(setup.database).takeDue(50);
    const mine = due.find(({ upload }) => upload.id === id);
    expect(mine).toMatchObject({ isOver: true });
    return mine!.upload;
  }

  it('leaves alone what was confirmed meanwhile', async () => {
    const upload = await taken();
    await repositories.moves.moveAlone(tenant, confirmed(upload.id));
    expect(await expire(upload)).toBeNull();
    expect((await find(upload.id)).status).toBe('SCANNING');
    expect(await trashOf(upload)).toBe(0);
  });

  it('leaves alone what got a URL with a new life meanwhile', async () => {
    const upload = await taken();
    await repositories.uploads.renewUrl(tenant, { id: upload.id, status: 'PENDING' }, 3600, 900);
    expect(await expire(upload)).toBeNull();
    expect((await find(upload.id)).status).toBe('PENDING');
    expect(await trashOf(upload)).toBe(0);
  });

  it('expires what nothing happened to', async () => {
    const upload = await taken();
    expect(await expire(upload)).toMatchObject({ status: 'EXPIRED' });
  });

  it('waits for a confirm that is being written, and leaves the upload to it', async () => {
    const upload = await taken();
    let expired!: Promise<Upload | null>;
    await setup.database.tenant(tenant, async (tx) => {
      await repositories.moves.move(tx, confirmed(upload.id));
      expired = expire(upload);
      for (let isWaiting = false; !isWaiting;) {
        const waiting = await setup.test.query(`SELECT FROM pg_locks WHERE NOT granted AND pid IN
          (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`);
        isWaiting = waiting.length > 0;
      }
    });
    expect(await expired).toBeNull();
    expect((await find(upload.id)).status).toBe('SCANNING');
  });
});

describe('a request that gives up the body it received', () => {
  it('leaves alone what its commit has completed, though the answer of the commit was lost', async () => {
    const upload = await find(await insertUpload(setup.database, tenant));
    await repositories.moves.moveAlone(tenant, confirmed(upload.id));
    await repositories.termination.abandon(upload, 'client');
    expect((await find(upload.id)).status).toBe('SCANNING');
  });

  it('leaves nothing of what was not completed', async () => {
    const upload = await find(await insertUpload(setup.database, tenant));
    await repositories.termination.abandon(upload, 'client');
    expect((await find(upload.id)).status).toBe('DELETED');
    expect(await trashOf(upload)).toBeGreaterThan(0);
  });
});

describe('the staging limit', () => {
  const scanning = `status = 'SCANNING', confirmed_at = now()`;

  /** `meanwhile` happens between the reading of a batch and its acts. */
  async function sweep(meanwhile: () => Promise<unknown>): Promise<void> {
    class Interrupted extends OverdueUploadsRepository {
      override async createdBefore(cutoff: Date, limit: number): Promise<Upload[]> {
        const found = await super.createdBefore(cutoff, limit);
        await meanwhile();
        return found;
      }
    }
    await new Interrupted(setup.database, repositories.termination).rejectFrom(new Date(Date.now() - DAYS_MS));
  }

  it('leaves alone what is being scanned by now', async () => {
    const [scanned, left] = [await oldUpload(2, scanning), await oldUpload(2, scanning)];
    await sweep(() => change(scanned, `lease_token = 'mine', lease_until = now() + interval '1 minute'`));
    expect((await find(scanned)).status).toBe('SCANNING');
    expect(await find(left)).toMatchObject({ status: 'REJECTED', statusReason: 'staging_ttl' });
  });

  it('leaves alone what was admitted meanwhile', async () => {
    const id = await oldUpload(2, scanning);
    const set = await admitted(id);
    await sweep(() => change(id, set));
    expect((await find(id)).status).toBe('AVAILABLE');
  });
});

describe('retention', () => {
  async function sweep(meanwhile: () => Promise<unknown>): Promise<void> {
    class Interrupted extends RetentionRepository {
      override async step(...given: Parameters<RetentionRepository['step']>) {
        const step = await super.step(...given);
        await meanwhile();
        return step;
      }
    }
    await new Interrupted(setup.database, repositories.termination).run();
  }
  const keepFor = (days: number | null) =>
    sql(`UPDATE buckets SET retention_days = ${days} WHERE id = '${tenant.bucketId}'`);
  async function file(): Promise<string> {
    const id = await oldUpload(20, 'check_count = 1');
    await change(id, await admitted(id));
    await change(id, `completed_at = now() - interval '20 days'`);
    return id;
  }

  it.each([
    ['whose bucket keeps it longer', () => keepFor(30), 'AVAILABLE'],
    ['whose bucket keeps files for ever', () => keepFor(null), 'AVAILABLE'],
    [
      'that was quarantined',
      (id: string) => change(id, `status = 'REJECTED', status_reason = 'quarantined:x'`),
      'REJECTED',
    ],
    ['that was released', (id: string) => change(id, 'completed_at = now()'), 'AVAILABLE'],
    ['that nothing happened to', () => Promise.resolve(), 'DELETED'],
  ])('and a file %s', async (_, meanwhile, status) => {
    await keepFor(7);
    const id = await file();
    await sweep(() => meanwhile(id));
    await keepFor(null);
    expect((await find(id)).status).toBe(status);
  });
});

describe('the sweep of sessions', () => {
  it('leaves alone a session that was written on its upload meanwhile', async () => {
    const id = await insertUpload(setup.database, tenant);
    const sessions = new MultipartRepository(setup.database, repositories.moves, repositories.trash);
    const session = { key: stagingKey(await find(id)), uploadId: 'slow' };
    const [place] = await sessions.placesOf([tracesIn(session.key)]);
    const isOver = (owner: Parameters<typeof isAbandoned>[1]) =>
      isAbandoned({ uploadId: 'slow', ageMs: DAYS_MS }, owner);
    expect(isOver(place!.owner)).toBe(true);
    await change(id, `status = 'UPLOADING', multipart_id = 'slow'`);
    await sessions.discard(place!, session, isOver);
    expect(await trashOf(await find(id))).toBe(0);
    await change(id, `status = 'CANCELED', status_reason = 'x', completed_at = now()`);
    await sessions.discard(place!, session, isOver);
    expect(await trashOf(await find(id))).toBe(1);
  });
});

describe('sweeps of one statement', () => {
  /** Runs a sweep while another transaction changes what it is about to take, and commits before the sweep can. */
  async function during(statement: string, work: () => Promise<unknown>): Promise<void> {
    let swept!: Promise<unknown>;
    await setup.database.asSystem(async (tx) => {
      await tx.$executeRawUnsafe(statement);
      swept = work();
      await Promise.race([swept, new Promise((resolve) => setImmediate(resolve))]);
    });
    await swept;
  }

  it('forget no record that was released meanwhile', async () => {
    const rejected = `status = 'REJECTED', status_reason = 'x', completed_at = now()`;
    const id = await oldUpload(90, `${rejected}, next_check_at = now() - interval '80 days'`);
    await during(`UPDATE uploads SET ${await admitted(id)} WHERE id = '${id}'`, () =>
      new RecordExpiryRepository(setup.database, sixty).forget(100),
    );
    expect((await find(id)).status).toBe('AVAILABLE');
  });

  it('forget no key that is in use again', async () => {
    const { workspaceId } = tenant;
    await sql(`INSERT INTO idempotency_records (workspace_id, caller, route, key, fingerprint, status, answer, created_at)
      VALUES ('${workspaceId}', 'c', 'r', 'old', sha256(''), 201, '', now() - interval '2 days')`);
    await during(
      `UPDATE idempotency_records SET created_at = now(), lease_token = 'h', answer = NULL, lease_until = now() + interval '1 minute'
        WHERE workspace_id = '${workspaceId}'`,
      () => new IdempotencyRepository(setup.database).forgetOld(100),
    );
    expect(await setup.database.system.idempotencyRecord.count({ where: { workspaceId } })).toBe(1);
  });

  it('send no mail again that a slower sender thought had failed', async () => {
    const { organizationId, workspaceId } = tenant;
    const [userId, uploadId] = [newId('usr'), await insertUpload(setup.database, tenant)];
    const notificationId = leastIdAt('ntf', Date.now());
    const { system } = setup.database;
    await system.user.create({ data: { id: userId, organizationId, email: 'late@example.com' } });
    const told = { eventKey: 'k', eventType: 'upload.rejected', reason: 'r', filename: 'f', uploadId };
    await system.notification.create({ data: { id: notificationId, organizationId, workspaceId, ...told } });
    await system.notificationRecipient.create({ data: { notificationId, workspaceId, userId, mailAt: new Date() } });
    const mails = new MailQueueRepository(setup.database);
    const mail = (await mails.claim(60))!;
    await mails.sent(mail);
    await mails.later(mail);
    expect(await mails.claim(60)).toBeNull();
  });
});
