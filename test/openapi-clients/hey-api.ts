import { createClient, createConfig } from 'generated/hey-api/client';
import {
  cancelUpload,
  confirmUpload,
  createBucket,
  createUpload,
  getReadiness,
  getUpload,
  getUploadDownloadUrl,
  listUploads,
} from 'generated/hey-api';

/** The same walk by the functions that @hey-api/openapi-ts generates. */
export async function walk(baseUrl: string, key: string, file: Blob): Promise<string> {
  const client = createClient(createConfig({ baseUrl, auth: () => key, throwOnError: true }));
  const { data: health } = await getReadiness<true>({ client });
  if (health.database && typeof health.database === 'object' && health.database.state !== 'up')
    throw new Error('not ready');
  const { data: bucket } = await createBucket<true>({ client, body: { bucket_name: `hey-${Date.now()}` } });
  const { data: created } = await createUpload<true>({
    client,
    path: { bucket_id: bucket.bucket_id },
    body: { filename: 'a.pdf', content_type: file.type, file_size_bytes: file.size, metadata: { order: '4712' } },
  });
  await fetch(created.presigned_url!, { method: 'PUT', headers: created.headers!, body: file });
  const path = { upload_id: created.upload_id! };
  await confirmUpload<true>({ client, path, body: {} });
  for (let status: string = 'PROCESSING'; status !== 'COMPLETED';) {
    const { data: upload } = await getUpload<true>({ client, path });
    status = upload.status;
    if (status === 'FAILED') throw new Error(upload.status_reason!);
  }
  const { data: page } = await listUploads<true>({ client, query: { limit: 1, metadata: { order: '4712' } } });
  if (page.items[0]?.upload_id !== path.upload_id) throw new Error('the list does not have the upload');
  const { data: link } = await getUploadDownloadUrl<true>({ client, path });
  const text = await (await fetch(link.download_url)).text();
  await cancelUpload<true>({ client, path });
  // @ts-expect-error -- the id of the upload is missing
  const { error } = await getUpload({ client: createClient({ baseUrl, auth: () => key }), path: {} });
  if (error?.code !== 'NOT_FOUND') throw new Error('an upload without an id was found');
  return text;
}
