import { type Answer, Api, http, type Json } from './api.js';
import { found } from './resilience/until.js';

export interface TestFile {
  filename: string;
  contentType: string;
  bytes: Buffer;
}

/** Creates an upload, with everything that a careful client declares. */
export async function create(
  api: Api,
  file: TestFile,
  more: Record<string, unknown> = {},
  bucket = 'assets',
): Promise<Json> {
  const { filename, contentType, bytes } = file;
  const declared = { filename, content_type: contentType, file_size_bytes: bytes.length, ...more };
  const answer = await api.post(`/v1/buckets/${bucket}/uploads`, declared);
  if (answer.status !== 201) throw new Error(`create answered ${answer.status}: ${answer.text}`);
  return answer.body;
}

/** Sends bytes as the URL asks for them. */
export function put(upload: Json, bytes: Buffer, headers: Record<string, string> = {}): Promise<Answer<Json>> {
  return http(upload.presigned_url, { method: 'PUT', body: bytes, headers: { ...upload.headers, ...headers } });
}

export function confirm(api: Api, uploadId: string, body: unknown = {}): Promise<Answer<Json>> {
  return api.post(`/v1/uploads/${uploadId}/confirm`, body);
}

const ENDED = ['COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELED'];

/** The upload once it has ended. */
export function settled(api: Api, uploadId: string): Promise<Json> {
  return found(async () => {
    const { status, body } = await api.get(`/v1/uploads/${uploadId}`);
    return status !== 200 || ENDED.includes(body.status) ? body : undefined;
  });
}

/** Create, PUT, confirm, and wait for the verdict. */
export async function upload(api: Api, file: TestFile, more: Record<string, unknown> = {}): Promise<Json> {
  const created = await create(api, file, more);
  await put(created, file.bytes);
  await confirm(api, created.upload_id);
  return settled(api, created.upload_id);
}

/** Downloads the bytes, with the caller's credentials. */
export async function download(
  api: Api,
  uploadId: string,
): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
  const { headers } = await api.get(`/v1/files/${uploadId}/content`);
  const answer = await fetch(String(headers.location));
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()), headers: answer.headers };
}
