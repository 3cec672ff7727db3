import net, { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MailQueueRepository, MOST_TRIES } from '../../../src/features/notifications/mail-queue.repository.js';
import { MailSender } from '../../../src/features/notifications/mail-sender.js';
import { NewNotificationsRepository } from '../../../src/features/notifications/new-notifications.repository.js';
import { AnnouncementsRepository, type RelayTransaction } from '../../../src/features/relay/index.js';
import { FaultPoints } from '../../../src/platform/faults/fault-points.js';
import { SmtpMailer } from '../../../src/platform/mail/smtp.mailer.js';
import { newId } from '../../../src/shared/ids.js';
import { Moves } from '../../support/moves.js';
import { MailServer } from '../../support/mail-server.js';
import { relayOn } from '../../support/relay.js';
import { makeTenant, productDatabase, type TestTenant } from '../../support/tenant.js';
import { insertUpload } from '../../support/uploads.js';
import { configOf } from '../../support/webhooks.js';

let setup: Awaited<ReturnType<typeof productDatabase>>;
let tenant: TestTenant;
let server: MailServer;
let moves: Moves;
let subscriber: NewNotificationsRepository;
let relay: RelayTransaction;

beforeAll(async () => {
  setup = await productDatabase();
  moves = new Moves(setup.database);
});
afterAll(() => setup.close());
beforeEach(async () => {
  server = await MailServer.start();
  tenant = await makeTenant(setup.database);
  subscriber = new NewNotificationsRepository(new AnnouncementsRepository(setup.database), mailer());
  ({ relay } = relayOn(setup.database, setup.test.systemUrl, [subscriber]));
});
afterEach(async () => {
  await server.stop();
  await setup.database.system.notification.deleteMany();
  await setup.database.system.announcement.deleteMany();
});

const mailer = (url = server.url, totalMs?: number) => new SmtpMailer(url, 'Airlock <airlock@example.com>', totalMs);
const lease = { leaseSeconds: 60 };
const senderTo = (one = mailer()) =>
  new MailSender(new MailQueueRepository(setup.database), one, new FaultPoints(configOf()));
const dueNow = () =>
  setup.database.system.$executeRaw`UPDATE notification_recipients SET mail_at = now() WHERE mail_at IS NOT NULL`;
const recipients = () => setup.database.system.notificationRecipient.findMany();

async function member(role: 'viewer' | 'member' | 'admin' | 'owner', of = tenant): Promise<string> {
  const id = newId('usr');
  const { organizationId, workspaceId } = of;
  await setup.database.system.user.create({ data: { id, organizationId, email: `${role}-${id}@example.com` } });
  await setup.database.system.membership.create({ data: { organizationId, workspaceId, userId: id, role } });
  return id;
}

/** A rejected upload, relayed. */
async function refuse(detail: string, more: object = {}): Promise<string> {
  const id = await insertUpload(setup.database, tenant, more);
  const changes = { statusReason: detail };
  await moves.moveAlone(tenant, { id, workspaceId: tenant.workspaceId, event: 'reject', actor: 'x', detail, changes });
  await relay.publish(100);
  return id;
}

describe('a refused file', () => {
  it('that is infected notifies administrators and owners of its workspace, and is announced', async () => {
    const other = await makeTenant(setup.database);
    const told = [await member('admin'), await member('owner')];
    for (const role of ['viewer', 'member'] as const) await member(role);
    await member('owner', other);
    const uploadId = await refuse('infected:Eicar-Test-Signature', { filename: 'a.txt' });
    expect((await recipients()).map(({ userId }) => userId).sort()).toEqual(told.sort());
    expect(await setup.database.system.notification.findMany()).toMatchObject([
      { uploadId, reason: 'infected:Eicar-Test-Signature', filename: 'a.txt', workspaceId: tenant.workspaceId },
    ]);
    expect(await setup.database.system.announcement.findMany()).toMatchObject([
      {
        ...{ type: 'notify.notification.sent', workspaceId: tenant.workspaceId },
        data: {
          reason: 'infected:Eicar-Test-Signature',
          upload_id: uploadId,
          recipients: expect.arrayContaining(told),
        },
      },
    ]);
  });

  it('that waited too long notifies its uploader', async () => {
    const [uploader] = [await member('member'), await member('admin')];
    await refuse('staging_ttl', { createdBy: uploader });
    expect(await recipients()).toMatchObject([{ userId: uploader }]);
  });

  it('of a key or a former member notifies administrators', async () => {
    const admin = await member('admin');
    await refuse('staging_ttl', { createdBy: 'key_0000000000000001' });
    await refuse('staging_ttl', { createdBy: newId('usr') });
    expect((await recipients()).map(({ userId }) => userId)).toEqual([admin, admin]);
  });

  it('for another reason, or twice, is no news', async () => {
    await member('owner');
    await refuse('mime_mismatch');
    expect(await recipients()).toEqual([]);
    const id = await insertUpload(setup.database, tenant);
    const happened = { type: 'upload.rejected', sequence: 2, at: new Date(), from: 'SCANNING', to: 'REJECTED' };
    const event = { ...happened, ...tenant, resource: { kind: 'upload' as const, id }, detail: 'infected:x' };
    for (let again = 0; again < 3; again++)
      await setup.database.asSystem((tx) => subscriber.take(tx, [{ ...event, data: null, actor: 'x' }]));
    expect(await recipients()).toHaveLength(1);
    expect(await setup.database.system.announcement.count()).toBe(1);
  });
});

describe('mail', () => {
  it('is sent once for each recipient, and a name in it can add no header', async () => {
    await member('admin');
    await refuse('infected:Eicar', { filename: 'a.pdf\r\nBcc: thief@example.com\r\n\r\nBody' });
    const sender = senderTo();
    while (await sender.run(lease));
    expect(server.received).toHaveLength(1);
    const [mail] = server.received;
    expect(mail!.to).toEqual([expect.stringMatching(/^admin-usr_/)]);
    const [head] = mail!.raw.split('\r\n\r\n');
    expect(head).toMatch(/^Subject: File refused: a\.pdf Bcc: thief@example\.com Body$/m);
    expect(head).not.toMatch(/^Bcc:/im);
    expect(head).toMatch(/^Message-ID: <[0-9a-f]{32}@airlock>$/m);
    expect(mail!.raw).not.toMatch(/https?:/);
    expect(await recipients()).toMatchObject([{ mailAt: null, mailedAt: expect.any(Date) }]);
  });

  it('combines due notifications in one message', async () => {
    await member('owner');
    for (let n = 0; n < 5; n++) await refuse(`infected:Number-${n}`);
    const sender = senderTo();
    while (await sender.run(lease));
    expect(server.received).toHaveLength(1);
    for (let n = 0; n < 5; n++) expect(server.received[0]!.raw).toContain(`Number-${n}`);
  });

  it('is retried while the server is away or refuses, and sent once', async () => {
    await member('owner');
    await refuse('infected:Eicar');
    const { port, url } = server;
    await server.stop();
    const sender = senderTo(mailer(url));
    await sender.run(lease);
    server = await MailServer.start(port);
    server.refusing = true;
    await dueNow();
    await sender.run(lease);
    expect(await recipients()).toMatchObject([{ mailTries: 2, mailedAt: null, mailAt: expect.any(Date) }]);
    server.refusing = false;
    expect(await sender.run(lease)).toBe(false);
    await dueNow();
    while (await sender.run(lease));
    expect(server.received).toHaveLength(1);
    await dueNow();
    expect(await sender.run(lease)).toBe(false);
  });

  it('is one worker’s, and the next one’s after a crash', async () => {
    await member('owner');
    await refuse('infected:Eicar');
    const queue = new MailQueueRepository(setup.database);
    const claims = await Promise.all(Array.from({ length: 10 }, () => queue.claim(60)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    await dueNow();
    expect(await queue.claim(60)).toMatchObject({ notifications: [{ reason: 'infected:Eicar' }] });
  });

  it('is given up after its last try, and stays in the list', async () => {
    await member('owner');
    await refuse('infected:Eicar');
    await setup.database.system.notificationRecipient.updateMany({ data: { mailTries: MOST_TRIES - 1 } });
    await senderTo(mailer('smtp://127.0.0.1:1')).run(lease);
    expect(await recipients()).toMatchObject([{ mailAt: null, mailedAt: null }]);
    expect(await setup.database.system.notification.count()).toBe(1);
  });

  it('does not wait for a server that never greets', async () => {
    const mute = net.createServer(() => undefined).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const url = `smtp://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const mail = { messageId: '<a@b>', to: 'x@example.com', subject: 'x', text: 'x' };
    await expect(mailer(url, 300).send(mail)).rejects.toThrow(/too long/);
    mute.close();
  });

  it('goes to one address, however it is written', async () => {
    const mail = { messageId: '<a@b>', to: 'a@example.com, b@example.com', subject: 'x', text: 'x' };
    await mailer()
      .send(mail)
      .catch(() => undefined);
    expect(server.received.flatMap(({ to }) => to)).not.toContain('b@example.com');
  });
});
