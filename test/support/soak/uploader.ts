import { createHash } from 'node:crypto';
import type { Json } from '../api.js';
import { field, filePart } from '../form.js';
import type { TestFile } from '../walk.js';
import { chooseFile } from './files.js';
import type { RetryingClient } from './retrying-client.js';
import type { ExpectedUpload, Expectations } from './expectations.js';
import type { SeededRandom } from './random.js';

const CREATE = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { uploadId presignedUrl headers { name value } } }`;
const FALSE_HASH = 'f'.repeat(64);

type Way = 'rest' | 'graphql' | 'form' | 'claim' | 'cancel' | 'delete';

/** Sends files in every way, and notes what it was answered. */
export class Uploader {
  private count = 0;

  constructor(
    private readonly client: RetryingClient,
    private readonly expectations: Expectations,
    private readonly random: SeededRandom,
    private readonly me: { tenant: number; name: string },
  ) {}

  async sendOne(): Promise<void> {
    const marker = `${this.me.name}-${(this.count += 1)}`;
    const way = this.random.weighted<Way>([
      ['rest', 40],
      ['graphql', 15],
      ['form', 15],
      ['claim', 8],
      ['cancel', 8],
      ['delete', 8],
    ]);
    const { file, outcome } = chooseFile(this.random, marker);
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    const expected = { marker, tenant: this.me.tenant, file, sha256, outcome };
    if (way === 'form') return this.sendForm(expected);
    const created = way === 'graphql' ? await this.createByGraphql(marker, file) : await this.create(marker, file);
    if (!created?.presigned_url) return;
    const id: string = created.upload_id;
    if (way === 'cancel') return this.cancel({ ...expected, id });
    const put = await this.client.put(created, file.bytes);
    if (put.status !== 200)
      return void this.expectations.violations.push(`PUT of ${id} answered ${put.status}: ${put.text}`);
    await this.complete({ ...expected, id }, way);
  }

  /** Half of all clients leave it to the service to find their bytes. */
  private async complete(expected: ExpectedUpload, way: Way): Promise<void> {
    const { id, outcome } = expected;
    const claim = way === 'claim' ? { file_hash: FALSE_HASH } : {};
    if (way === 'claim' || this.random.chance(0.5)) {
      const { status } = await this.client.call('POST', `/v1/uploads/${id}/confirm`, claim);
      // What is claimed is judged before the type, and after malware.
      const claimed = way === 'claim' && status === 202 && outcome !== 'infected';
      return this.expectations.add({ ...expected, outcome: claimed ? 'checksum_mismatch' : outcome });
    }
    if (way === 'delete') return this.cancel(expected);
    this.expectations.add(expected);
  }

  private async cancel(expected: ExpectedUpload): Promise<void> {
    const { status } = await this.client.call('DELETE', `/v1/uploads/${expected.id}`);
    const { id } = expected;
    if (![200, 204, 404].includes(status)) this.expectations.violations.push(`DELETE of ${id} answered ${status}`);
    // A lost answer makes the client ask again, and a canceled record is then deleted.
    else this.expectations.add({ ...expected, outcome: status === 200 ? 'canceled' : 'deleted' });
  }

  private async create(marker: string, { filename, contentType, bytes }: TestFile): Promise<Json> {
    const declared = { filename, content_type: contentType, file_size_bytes: bytes.length, metadata: { soak: marker } };
    const body = { ...declared, skip_duplicates: false };
    const answer = await this.client.call('POST', '/v1/buckets/assets/uploads', body, { 'idempotency-key': marker });
    return this.created(answer.status, answer.body, answer.text);
  }

  private async createByGraphql(marker: string, { filename, contentType, bytes }: TestFile): Promise<Json> {
    const declared = { filename, contentType, fileSizeBytes: bytes.length, metadata: { soak: marker } };
    const input = { ...declared, bucketId: 'assets', skipDuplicates: false };
    const { status, body, text } = await this.client.graphql(CREATE, { input }, { 'idempotency-key': marker });
    const upload = body.data?.createUpload;
    if (!upload) return this.created(status === 200 ? 0 : status, body, text);
    const headers = Object.fromEntries(upload.headers.map(({ name, value }: Json) => [name, value]));
    return { upload_id: upload.uploadId, presigned_url: upload.presignedUrl, headers };
  }

  private created(status: number, body: Json, text: string): Json {
    if (status === 201) return body;
    this.expectations.violations.push(`create answered ${status}: ${text}`);
    return undefined;
  }

  private async sendForm({ marker, file, ...expected }: Omit<ExpectedUpload, 'id'>): Promise<void> {
    const said = [field('bucket', 'assets'), field('metadata', JSON.stringify({ soak: marker }))];
    const part = filePart(file.bytes, file.filename, file.contentType);
    const { status, body, text } = await this.client.form([...said, part], marker);
    if (status === 201) return this.expectations.add({ ...expected, marker, file, id: body.fileId });
    if (expected.outcome === 'mime_mismatch' && status === 422) return;
    this.expectations.violations.push(`form answered ${status}: ${text}`);
  }
}
