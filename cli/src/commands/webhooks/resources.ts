import type { Client } from '../../api/client.js';
import { jsonOf, plainCall } from '../../api/plain-call.js';
import type { Credentials } from '../../config/credentials.js';

/** A resource that is no upload as webhooks show it, read after the event: it may have moved on since, or be gone. */
export async function resourceOf(
  client: Client,
  credentials: Credentials,
  { type, id }: { type: string; id: string },
  signal: AbortSignal,
): Promise<object> {
  const [kind] = type.split('.');
  const name = { [`${kind}_id`]: id };
  const read = type.endsWith('.deleted') ? undefined : readers[kind!];
  if (!read) return name;
  // The event is printed also where its resource may not be read.
  return { ...name, ...(await read(client, credentials, id, signal).catch(() => ({}))) };
}

type Reader = (client: Client, credentials: Credentials, id: string, signal: AbortSignal) => Promise<object>;

const readers: Record<string, Reader | undefined> = { document: documentOf, object: objectOf };

async function documentOf(client: Client, _: Credentials, id: string, signal: AbortSignal): Promise<object> {
  const document = await client.documents().get(id, { signal });
  if (document.processing_status !== 'FAILURE') return document;
  const { error } = await client.documents().processing(id, { signal });
  return { ...document, error };
}

/** Routes of objects name the bucket; GraphQL finds it by the id. */
async function objectOf(client: Client, credentials: Credentials, id: string, signal: AbortSignal): Promise<object> {
  const { url, secret, namespace } = credentials;
  const query = 'query Bucket($id: ID!) { object(id: $id) { bucketId } }';
  const headers = {
    ...{ 'Content-Type': 'application/json', Authorization: `Bearer ${secret}` },
    ...(namespace ? { 'X-Namespace': namespace } : {}),
  };
  const request = { method: 'POST', headers, body: JSON.stringify({ query, variables: { id } }) };
  const answer = await jsonOf<{ data: { object: { bucketId: string } } }>(
    await plainCall(`${url}/graphql`, request, signal),
  );
  const path = { bucket_id: answer.data.object.bucketId, object_id: id };
  const object = await client.request('GET', '/v1/buckets/{bucket_id}/objects/{object_id}', { path, signal });
  const blobs = object.blobs.map(({ url: _url, ...blob }) => blob);
  return { ...object, blobs, upload_ids: [...new Set(blobs.map(({ upload_id }) => upload_id))] };
}
