import type { Api, Json } from '../api.js';
import { announce, attach, blobOf, send } from '../direct-uploads.js';
import { DocumentApi } from '../document-api.js';
import { pdf, png } from '../fixtures.js';
import { processed, sendDocument } from '../ingested-document.js';
import { createInParts } from '../parts.js';
import { ISSUER } from '../outside-identity.js';
import { makeToken } from '../upload-tokens.js';
import { found } from '../resilience/until.js';
import { confirm, create, put, settled } from '../walk.js';

/**
 * One of two organizations that are alike: one is asked by REST, the other by GraphQL. Whatever is done on one side is done on
 * the other, in the same order, so that names and contents are the same and only ids and times differ.
 */
export class Side {
  private made = 0;
  private readonly sharedOnes = new Map<string, Promise<string>>();

  constructor(
    readonly api: Api,
    /** The callers of this side: the key of the organization, of the installation, and a person who owns the workspace. */
    readonly root: Api,
    readonly owner: Api,
    readonly organization: string,
    readonly workspace: string,
  ) {}

  /** A name that the other side has too. */
  name(prefix: string): string {
    return `${prefix}${this.made++}`;
  }

  /** What requests that only read have in common. */
  shared(kind: 'available' | 'readDocument' | 'knowledgeBase'): Promise<string> {
    let made = this.sharedOnes.get(kind);
    if (!made) this.sharedOnes.set(kind, (made = this[kind]()));
    return made;
  }

  get documents(): DocumentApi {
    return new DocumentApi(this.api, this.workspace);
  }

  private file() {
    const filename = this.name('file');
    return { filename: `${filename}.pdf`, contentType: 'application/pdf', bytes: pdf(filename) };
  }

  async pending(): Promise<string> {
    return (await create(this.api, this.file())).upload_id;
  }

  async sent(more: object = {}): Promise<string> {
    const one = this.file();
    const created = await create(this.api, one, { metadata: { of: 'sender' }, ...more });
    await put(created, one.bytes);
    return created.upload_id;
  }

  async available(): Promise<string> {
    const id = await this.sent();
    await confirm(this.api, id);
    await settled(this.api, id);
    return id;
  }

  async quarantined(): Promise<string> {
    const id = await this.available();
    const { body } = await this.api.get(`/v1/uploads/${id}`);
    await this.api.post('/v1/quarantine', { sha256: body.file_hash, reason: 'for a test' });
    await found(async () => (await this.api.get(`/v1/uploads/${id}`)).body.status === 'FAILED' || undefined);
    return id;
  }

  async canceled(): Promise<string> {
    const id = await this.pending();
    await this.api.delete(`/v1/uploads/${id}`);
    return id;
  }

  async inParts(): Promise<string> {
    return (await createInParts(this.api, 1000)).upload_id;
  }

  async picture(): Promise<string> {
    const bytes = png();
    const created = await create(this.api, { filename: 'a.png', contentType: 'image/png', bytes });
    await put(created, bytes);
    await confirm(this.api, created.upload_id);
    const id: string = created.upload_id;
    await found(async () => (await this.api.get(`/v1/files/${id}`)).body.variants?.length || undefined);
    return id;
  }

  async object(): Promise<string> {
    const blobs = [{ property: 'one', upload_id: await this.available() }];
    const { body } = await this.api.post('/v1/buckets/assets/objects', { blobs, metadata: { of: 'maker' } });
    return body.object_id;
  }

  async bucket(): Promise<Json> {
    return (await this.api.post('/v1/buckets', { bucket_name: this.name('bucket') })).body;
  }

  /** A document whose file was sent and is not confirmed. */
  async sentDocument(): Promise<string> {
    const { body } = await this.documents.announce();
    await this.documents.send(body, '0123456789');
    return body.document_id;
  }

  async readDocument(): Promise<string> {
    const text = Buffer.from(`The quarterly report, ${this.name('text')}`);
    const id = await sendDocument(this.documents, 'a.txt', 'text/plain', text);
    await processed(this.documents, id);
    return id;
  }

  async knowledgeBase(): Promise<string> {
    return (await this.documents.bases.post('', { name: this.name('base') })).body.knowledge_base_id;
  }

  async signedId(): Promise<string> {
    const { filename: name, contentType: type, bytes } = this.file();
    const one = { name, type, bytes };
    const blob = await announce(this.api, one, blobOf(one));
    await send(blob, bytes);
    return blob.signed_id;
  }

  async attachment(): Promise<string> {
    const { body } = await attach(this.api, await this.signedId());
    await settled(this.api, body.upload_id);
    return body.attachment_id;
  }

  async uploadToken(): Promise<string> {
    return (await makeToken(this.api)).upload_token_id;
  }

  async key(scopes = ['uploads:read']): Promise<string> {
    return (await this.api.post('/v1/api-keys', { name: this.name('key'), scopes })).body.key_id;
  }

  async user(): Promise<string> {
    return (await this.api.post('/v1/users', { email: `${this.name('user')}@example.com` })).body.user_id;
  }

  /** A user who logs in elsewhere. */
  async linked(): Promise<{ user_id: string; identity_id: string }> {
    const one = { email: `${this.name('linked')}@example.com`, issuer: ISSUER, subject: this.name('subject') };
    const { body } = await this.api.post('/v1/users', one);
    return { user_id: body.user_id, identity_id: body.identities[0].identity_id };
  }

  async member(): Promise<string> {
    const user_id = await this.user();
    await this.api.post(`/v1/workspaces/${this.workspace}/members`, { user_id, role: 'member' });
    return user_id;
  }

  async otherWorkspace(): Promise<string> {
    return (await this.api.post('/v1/workspaces', { name: this.name('space') })).body.workspace_id;
  }

  async otherOrganization(): Promise<string> {
    return (await this.root.post('/v1/organizations', { name: this.name('customer') })).body.organization_id;
  }

  /** Another limit of this organization while `work` runs. */
  async limitedTo<T>(limit: { quota_bytes: number } | { pending_limit: number }, work: () => Promise<T>): Promise<T> {
    const path = `/v1/organizations/${this.organization}`;
    const { body: before } = await this.root.get(path);
    const [name] = Object.keys(limit);
    await this.root.call('PATCH', path, limit);
    return work().finally(() => this.root.call('PATCH', path, { [name!]: before[name!] }));
  }

  async endpoint(): Promise<string> {
    const body = { url: 'https://hooks.example/airlock', description: this.name('hook') };
    return (await this.api.post('/v1/webhook-endpoints', body)).body.endpoint_id;
  }

  /** A delivery that nothing waits for. */
  async delivery(): Promise<{ endpoint_id: string; delivery_id: string }> {
    const endpoint_id = await this.endpoint();
    const { body } = await this.api.post(`/v1/webhook-endpoints/${endpoint_id}/test`);
    // Its attempt, which leads nowhere, is over.
    await found(async () => {
      const { body: delivery } = await this.api.get(`/v1/deliveries/${body.delivery_id}`);
      return delivery.attempts.length > 0 || undefined;
    });
    return { endpoint_id, delivery_id: body.delivery_id };
  }
}
