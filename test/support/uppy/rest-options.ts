import type { UppyJob } from './uppy-job.js';

interface Answer {
  upload_id: string;
  presigned_url: string;
  method: string;
  headers: Record<string, string>;
  part_size: number;
  s3_key: string;
  parts: { part_number: number; url: string; size: number; etag: string }[];
}

interface Part {
  PartNumber: number;
  ETag: string;
}

/** What a page gives Uppy 4 and 5 to use the REST API instead of a Companion. */
export function restOptions({ url, token, type }: UppyJob): object {
  const call = async (method: string, path: string, body?: object): Promise<Answer> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as Answer;
  };
  const create = (file: { name: string; size: number }, method: string) =>
    call('POST', '/buckets/assets/uploads', {
      ...{ filename: file.name, content_type: type, file_size_bytes: file.size, method },
    });
  return {
    getChunkSize: () => 8 * 1024 * 1024,
    getUploadParameters: async (file: { name: string; size: number }) => {
      const { presigned_url: target, headers } = await create(file, 'PUT');
      return { method: 'PUT', url: target, headers };
    },
    createMultipartUpload: async (file: { name: string; size: number }) => {
      const { upload_id: uploadId, s3_key: key } = await create(file, 'MULTIPART');
      return { uploadId, key };
    },
    signPart: async (_: unknown, { uploadId, partNumber }: { uploadId: string; partNumber: number }) => {
      const { parts } = await call('POST', `/uploads/${uploadId}/parts`, { part_numbers: [partNumber] });
      return { url: parts[0]!.url };
    },
    listParts: async (_: unknown, { uploadId }: { uploadId: string }) => {
      const { parts } = await call('GET', `/uploads/${uploadId}/parts`);
      return parts.map(({ part_number, size, etag }) => ({ PartNumber: part_number, Size: size, ETag: etag }));
    },
    completeMultipartUpload: async (_: unknown, { uploadId, parts }: { uploadId: string; parts: Part[] }) => {
      const sent = parts.map(({ PartNumber, ETag }) => ({ part_number: PartNumber, etag: ETag }));
      await call('POST', `/uploads/${uploadId}/confirm`, { parts: sent });
      return { location: `${url}/v1/files/${uploadId}` };
    },
    abortMultipartUpload: (_: unknown, { uploadId }: { uploadId: string }) => call('DELETE', `/uploads/${uploadId}`),
  };
}
