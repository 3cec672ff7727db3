import type { Config } from '../../src/config/config.js';
import { type SignedIdPurpose, SignedIds } from '../../src/features/uploads/signed-ids/signed-ids.js';
import { Api, http, type Json } from './api.js';
import { announce, attach, DIRECT, report, send } from './direct-uploads.js';
import { RailsPage, type RailsMajor } from './rails-page.js';
import { SHARED_SECRET, SplitAirlock } from './split-airlock.js';
import { s3Event } from './storage-events.js';
import { settled } from './walk.js';

const TOKEN = 'the-token-that-the-store-sends-with-its-events';

/** Two tenants of a service in which an upload completes only when a test lets it. */
export class ActiveStorageScene {
  private readonly pages: RailsPage[] = [];
  /** Signs ids as the service does, of any purpose and time. */
  private readonly ids = new SignedIds({ get: () => SHARED_SECRET } as unknown as Config);

  private constructor(
    readonly split: SplitAirlock,
    readonly root: Api,
    readonly mine: Api,
    readonly theirs: Api,
  ) {}

  static async start(): Promise<ActiveStorageScene> {
    const split = await SplitAirlock.start({ STORAGE_EVENTS_TOKEN: TOKEN });
    await split.keepReconcilerAway();
    const root = new Api(split.api.url);
    const tenant = async (name: string) => root.as((await root.post('/v1/organizations', { name })).body.api_key);
    return new ActiveStorageScene(split, root, await tenant('Mine'), await tenant('Theirs'));
  }

  /** A page of an application that sends its files here. */
  page(api: Api, major: RailsMajor = '8', body = ''): RailsPage {
    const page = new RailsPage(`${api.url}${DIRECT}`, api.key, major, body);
    this.pages.push(page);
    return page;
  }

  async uploadOf({ key }: Json): Promise<string> {
    return (await this.row(`key = '${key}'`)).id as string;
  }

  /** The event of the store that its bytes have arrived. */
  async report(uploadId: string): Promise<number> {
    const { workspace_id } = await this.row(`id = '${uploadId}'`);
    const body = JSON.stringify(s3Event(this.split.store.bucket, `${workspace_id}/staging/${uploadId}`));
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` };
    return (await http(`${this.mine.url}/v1/storage/events`, { method: 'POST', headers, body })).status;
  }

  /** The reconciler looks at it next. */
  async reconcile(uploadId: string): Promise<void> {
    await this.split.database.query(`UPDATE uploads SET next_check_at = now() WHERE id = '${uploadId}'`);
  }

  /** Announced and sent. */
  async sent(api = this.mine, file = report()): Promise<Json> {
    const blob = await announce(api, file);
    const { status, text } = await send(blob, file.bytes);
    if (status !== 200) throw new Error(`${status} ${text}`);
    return { ...blob, upload_id: await this.uploadOf(blob) };
  }

  /** Attached, with the verdict on its file: the attachment as it is then. */
  async judged(file = report()): Promise<Json> {
    const { body } = await attach(this.mine, (await this.sent(this.mine, file)).signed_id);
    await settled(this.mine, body.upload_id);
    return (await this.mine.get(`/v1/attachments/${body.attachment_id}`)).body;
  }

  /** A file that was admitted, then deleted. */
  async deleted(): Promise<string> {
    const { upload_id } = await this.judged();
    await this.mine.delete(`/v1/files/${upload_id}`);
    return upload_id as string;
  }

  /** The statuses that it had, in their order. */
  async movesOf(uploadId: string): Promise<string[]> {
    const { body } = await this.mine.get(`/v1/uploads/${uploadId}/timeline`);
    return body.items.map(({ to }: Json) => to);
  }

  /** A genuine id of the upload, of a purpose and time of the caller's choice. */
  async signed(purpose: SignedIdPurpose, uploadId: string, expiresInSeconds = 60): Promise<string> {
    const { workspace_id } = await this.row(`id = '${uploadId}'`);
    const place = { workspaceId: workspace_id as string, uploadId };
    return this.ids.sign(purpose, place, new Date(Date.now() + expiresInSeconds * 1000));
  }

  dispose(): Promise<void> {
    this.pages.forEach((page) => page.close());
    return this.split.dispose();
  }

  private async row(condition: string): Promise<Json> {
    return (await this.split.database.query(`SELECT id, workspace_id FROM uploads WHERE ${condition}`))[0];
  }
}
