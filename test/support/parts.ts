import { createCipheriv, createHash } from 'node:crypto';
import { type Answer, Api, http, type Json } from './api.js';

export const MIB = 1024 ** 2;
export const PART_BYTES = 8 * MIB;

/** Incompressible bytes of one part, always the same ones, so that a large file is never held in memory. */
export function partBytes(partNumber: number, size: number): Buffer {
  const start = Buffer.alloc(16);
  start.writeUInt32BE(partNumber);
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, 'parts'), start).update(Buffer.alloc(size));
}

/** SHA-256 of the whole file, one part after the other. */
export function sha256OfParts(parts: { part_number: number; size: number }[]): string {
  const hash = createHash('sha256');
  for (const { part_number, size } of parts) hash.update(partBytes(part_number, size));
  return hash.digest('hex');
}

/** Announces a file that is sent in parts, however small it is. */
export async function createInParts(api: Api, size: number, more: Record<string, unknown> = {}): Promise<Json> {
  const declared = { filename: 'large.bin', content_type: 'application/octet-stream', file_size_bytes: size };
  const answer = await api.post('/v1/buckets/assets/uploads', { ...declared, method: 'MULTIPART', ...more });
  if (answer.status !== 201) throw new Error(`create answered ${answer.status}: ${answer.text}`);
  return answer.body;
}

export async function signParts(api: Api, uploadId: string, partNumbers: number[]): Promise<Json[]> {
  const answer = await api.post(`/v1/uploads/${uploadId}/parts`, { part_numbers: partNumbers });
  if (answer.status !== 200) throw new Error(`sign answered ${answer.status}: ${answer.text}`);
  return answer.body.parts;
}

/** Sends one part as its URL asks for it. */
export function putPart({ part_number, url, headers, size }: Json, bytes?: Buffer): Promise<Answer<Json>> {
  return http(url, { method: 'PUT', headers, body: bytes ?? partBytes(part_number, size) });
}

/** Signs and sends some parts, a few at a time, in the given order. */
export async function sendParts(api: Api, uploadId: string, partNumbers: number[]): Promise<void> {
  const waiting = await signParts(api, uploadId, partNumbers);
  const send = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const { status, text } = await putPart(part);
      if (status !== 200) throw new Error(`part ${part.part_number} was answered ${status}: ${text}`);
    }
  };
  await Promise.all([send(), send(), send()]);
}
