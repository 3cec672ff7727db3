import createClient from 'openapi-fetch';
import type { paths } from 'generated/paths';

/** A file from its announcement to its deletion, by types of openapi-typescript. Answers the bytes as they were read. */
export async function walk(baseUrl: string, key: string, file: Blob): Promise<string> {
  const api = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${key}` } });
  const { data: bucket } = await api.POST('/v1/buckets', { body: { bucket_name: `fetch-${Date.now()}` } });
  const bucket_id = bucket!.bucket_id;
  const { data: created, error } = await api.POST('/v1/buckets/{bucket_id}/uploads', {
    params: { path: { bucket_id } },
    body: {
      ...{ filename: 'a.pdf', content_type: file.type, file_size_bytes: file.size, metadata: { order: '4711' } },
    },
  });
  if (error) throw new Error(`${error.code} at ${error.instance}: ${error.detail}`);
  const upload_id = created.upload_id!;
  await fetch(created.presigned_url!, { method: 'PUT', headers: created.headers!, body: file });
  const path = { path: { upload_id } };
  await api.POST('/v1/uploads/{upload_id}/confirm', { params: path, body: {} });
  for (let status: string = 'PROCESSING'; status !== 'COMPLETED';) {
    const { data: upload } = await api.GET('/v1/uploads/{upload_id}', { params: path });
    status = upload!.status;
    if (status === 'FAILED') throw new Error(upload!.status_reason!);
  }
  const { data: page } = await api.GET('/v1/uploads', { params: { query: { limit: 1, metadata: { order: '4711' } } } });
  if (page!.items[0]?.upload_id !== upload_id) throw new Error('the list does not have the upload');
  // @ts-expect-error -- no upload has this field
  void page!.items[0]?.file_name;
  const { data: link } = await api.GET('/v1/uploads/{upload_id}/download-url', { params: path });
  const text = await (await fetch(link!.download_url)).text();
  const { response } = await api.DELETE('/v1/uploads/{upload_id}', { params: path });
  if (response.status !== 204) throw new Error(`deleted with ${response.status}`);
  const { error: gone } = await api.GET('/v1/uploads/{upload_id}', { params: path });
  if (gone?.code !== 'NOT_FOUND') throw new Error('the upload is still there');
  return text;
}
