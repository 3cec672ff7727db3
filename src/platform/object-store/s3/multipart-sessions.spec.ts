import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { defaultDeadlines } from './deadlines.js';
import { MultipartSessions } from './multipart-sessions.js';
import type { ObjectCalls } from './object-calls.js';
import { S3Calls } from './s3-calls.js';

const upload = (key: string, id: string) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`;
const list = (content: string) => `<ListMultipartUploadsResult>${content}</ListMultipartUploadsResult>`;
const firstPage = list(
  '<IsTruncated>true</IsTruncated><NextKeyMarker>a.2</NextKeyMarker><NextUploadIdMarker>1</NextUploadIdMarker>' +
    upload('a.2', '1'),
);
const lastPage = list(`<IsTruncated>false</IsTruncated>${upload('a', '2')}`);

describe('the open sessions of a key', () => {
  let server: Server;
  afterEach(() => void server.close());

  // Ceph's gateway orders by key, dot and id together; the embedded store, by the key first.
  it('are found on a store that lists those of a longer key first', async () => {
    server = createServer(({ url }, response) => response.end(url!.includes('key-marker=a.2') ? lastPage : firstPage));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const location = { bucket: 'b', region: 'us-east-1', endpoint, forcePathStyle: true };
    const credentials = async () => ({ accessKeyId: 'id', secretAccessKey: 'secret' });
    const calls = new S3Calls(location, credentials, defaultDeadlines, () => undefined);
    const found = await new MultipartSessions(calls, {} as ObjectCalls).at('a');
    expect(found.map(({ uploadId }) => uploadId)).toEqual(['2']);
  });
});
