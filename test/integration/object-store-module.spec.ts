import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigModule } from '../../src/config/config.module.js';
import { readSettings } from '../../src/config/read-settings.js';
import { ObjectStore } from '../../src/platform/object-store/object-store.js';
import { ObjectStoreModule } from '../../src/platform/object-store/object-store.module.js';
import { UrlSigner } from '../../src/platform/object-store/url-signer.js';
import { Database } from '../../src/platform/prisma/database.js';
import { documentsOf } from '../support/document-api.js';
import { type EventApp, startEventApp } from '../support/event-app.js';
import { insertDocument } from '../support/inserted-document.js';

const put = { key: 'k', contentType: 'image/png', expiresInSeconds: 60 };

describe('ObjectStoreModule', () => {
  const before = { ...process.env };
  let module: TestingModule;

  const startWith = async (settings: Record<string, string>) => {
    const imports = [ConfigModule.with(readSettings(settings)), ObjectStoreModule.with()];
    Logger.overrideLogger(false);
    module = await Test.createTestingModule({ imports }).compile();
    await module.init();
    return { store: module.get(ObjectStore), signer: module.get(UrlSigner) };
  };

  /** An environment in which AWS's default chain finds no credentials. */
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nonexistent/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    });
  });

  afterEach(async () => {
    await module.close();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  it.each([
    ['AWS_ACCESS_KEY_ID', { AWS_STORAGE_BUCKET_NAME: 'files' }],
    ['AWS_ACCESS_KEY_ID', { S3_ENDPOINT: 'http://127.0.0.1:9', AWS_STORAGE_BUCKET_NAME: 'files' }],
    ['AWS_STORAGE_BUCKET_NAME', { S3_ENDPOINT: 'http://127.0.0.1:9' }],
  ])('starts without %s, and names it in errors', async (missing, settings) => {
    const { store, signer } = await startWith(settings);
    const named = expect.objectContaining({
      code: 'STORAGE_NOT_CONFIGURED',
      message: expect.stringContaining(missing),
    });
    await expect(store.head('k')).rejects.toEqual(named);
    await expect(store.ping(AbortSignal.timeout(10_000))).rejects.toEqual(named);
    expect(() => signer.signPut(put)).toThrow(named);
    expect(() => signer.signPost({ ...put, minLength: 1, maxLength: 2 })).toThrow(named);
  });

  it("signs with the credentials of AWS's default chain", async () => {
    process.env.AWS_ACCESS_KEY_ID = 'FROMCHAIN';
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    const { signer } = await startWith({ AWS_STORAGE_BUCKET_NAME: 'files' });
    expect(signer.signPut(put).url).toMatch(
      /^https:\/\/files\.s3\.us-east-1\.amazonaws\.com\/k\?.*Credential=FROMCHAIN%2F/,
    );
  });

  it('signs for the public endpoint with the credentials of the settings', async () => {
    const { signer } = await startWith({
      S3_ENDPOINT: 'http://127.0.0.1:9',
      S3_PUBLIC_ENDPOINT: 'https://files.example',
      AWS_STORAGE_BUCKET_NAME: 'files',
      AWS_ACCESS_KEY_ID: 'FROMSETTINGS',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    expect(signer.signPut(put).url).toMatch(/^https:\/\/files\.example\/files\/k\?.*Credential=FROMSETTINGS%2F/);
  });
});

describe('a service without a store', () => {
  let running: EventApp;
  beforeAll(async () => {
    running = await startEventApp({ AWS_STORAGE_BUCKET_NAME: '' });
  });
  afterAll(() => running.close());

  const refused = {
    status: 503,
    body: { code: 'STORAGE_NOT_CONFIGURED', detail: expect.stringContaining('AWS_STORAGE_BUCKET_NAME') },
  };

  it('refuses uploads and downloads of documents, and names the setting', async () => {
    const { api, app } = running;
    const documents = await documentsOf(api);
    expect(await documents.announce()).toMatchObject(refused);
    const { body: me } = await api.get('/v1/me');
    const { body: bucket } = await api.get('/v1/buckets/documents');
    const tenant = { organizationId: me.organization_id, workspaceId: me.workspace_id, bucketId: bucket.bucket_id };
    const file = { key: 'kept/elsewhere', etag: 'e', size: 10 };
    const id = await insertDocument(app.get(Database, { strict: false }), tenant, file);
    expect((await documents.get(`/${id}`)).status).toBe(200);
    expect(await documents.get(`/${id}/download-url`)).toMatchObject(refused);
    expect((await api.graphql(`{ document(id: "${id}") { id downloadUrl } }`)).body).toMatchObject({
      errors: [{ extensions: { code: 'STORAGE_NOT_CONFIGURED' } }],
    });
  });
});
