import { describe, expect, it } from '@jest/globals';
import type { Actor } from '../../../shared/actor.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { type Bucket, reservedFolders } from '../../buckets/index.js';
import type { AskedUpload } from '../domain/asked-upload.js';
import { quarantinePrefix, sealedPrefix, stagingKey } from '../domain/object-key.js';
import type { StoreAbilities } from '../domain/store-guarantees.js';
import { type Circumstances, planUpload } from './plan-upload.js';

const GB = 1e9;
const MIB = 1024 ** 2;

const actor = {
  ...{ organizationId: 'org_1', workspaceId: 'ws_1', tier: 'pro', quotaBytes: 2 * GB },
  ...{ scopes: new Set(['uploads:write']), keyId: 'key_1' },
} as Actor;

const bucket: Bucket = {
  ...{ id: 'bkt_1', organizationId: 'org_1', workspaceId: 'ws_1', name: 'assets', createdAt: new Date(0) },
  ...{ description: null, status: 'ACTIVE', schema: null, allowedContentTypes: [], maxFileSize: null },
  ...{ keyStrategy: 'date', keyPrefix: 'in/', keyTemplate: null },
  ...{ unscannablePolicy: 'reject', unscannableExceptions: {} },
  ...{ typePolicy: 'contradicted', retentionDays: null },
};

/** A store that was proven to enforce these. */
const storeWith = (...known: string[]): StoreAbilities => ({
  takesForms: known.includes('form'),
  lacksForms: false,
  enforces: (guarantee) => known.includes(guarantee),
});
const ableStore = storeWith('length', 'type', 'sha256', 'create_only', 'form');

const circumstances: Circumstances = {
  ...{ actor, bucket, store: ableStore, scanner: { maxBytes: null } },
  ...{ id: 'upl_1', at: new Date('2026-01-31T12:00:00Z') },
};
const asked: AskedUpload = { filename: 'Report 1.PDF', contentType: 'application/pdf', fileSizeBytes: 1000 };

const planOf = (more: Partial<AskedUpload> = {}, changed: Partial<Circumstances> = {}) =>
  planUpload({ ...asked, ...more }, { ...circumstances, ...changed }).upload;

function refusal(more: Partial<AskedUpload>, changed: Partial<Circumstances> = {}): string | undefined {
  try {
    planOf(more, changed);
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return undefined;
}

describe('the key of a new upload', () => {
  it('is made by the template of the bucket, or of the API that it came through', () => {
    const named = {
      ...bucket,
      keyStrategy: 'template' as const,
      keyPrefix: '',
      keyTemplate: 'a/{upload_id}/{filename}',
    };
    expect(planOf({}, { bucket: named }).key).toBe('a/upl_1/Report_1.pdf');
    expect(planOf({ keyTemplate: 'forms/{upload_id}.{ext}' }, { bucket: named }).key).toBe('forms/upl_1.pdf');
  });

  it('is in no folder of bytes that are not admitted: no template may name one', () => {
    const upload = { workspaceId: 'ws_1', id: 'upl_1' };
    for (const key of [stagingKey(upload), sealedPrefix(upload), quarantinePrefix(upload)])
      expect(reservedFolders).toContain(key.split('/')[1]);
  });
});

describe('the plan of a new upload', () => {
  it('is the whole row, with the documented defaults', () => {
    expect(planUpload(asked, circumstances)).toEqual({
      upload: {
        ...{ id: 'upl_1', organizationId: 'org_1', workspaceId: 'ws_1', bucketId: 'bkt_1', documentId: null },
        ...{ uploadTokenId: null, contentMd5: null, contentDisposition: null },
        ...{ filename: 'Report 1.PDF', contentType: 'application/pdf', declaredSize: 1000, declaredHash: null },
        ...{ reservedBytes: 1000, method: 'PUT', guarantees: ['length', 'type'], graceSeconds: 900 },
        ...{ key: 'in/2026/01/31/upl_1.pdf', metadata: {}, objectMetadata: null },
        ...{ blobProperty: 'Report_1', blobType: 'PDF', createObjectOnConfirm: true, skipDuplicates: true },
        ...{ createdBy: 'key_1', urlExpiresInSeconds: 3600 },
      },
      bucket,
      uniqueKeyHash: null,
    });
  });

  it('sends large files in parts, whose object cannot be overwritten on any store', () => {
    const inParts = planOf({
      fileSizeBytes: 101 * MIB,
      guarantees: ['create_only', 'sha256'],
      fileHash: 'A'.repeat(64),
    });
    expect(inParts).toMatchObject({ method: 'MULTIPART', declaredHash: 'a'.repeat(64) });
    expect(inParts.guarantees).toEqual(['length', 'type', 'create_only']);
    const onAnyStore = planOf({ fileSizeBytes: 101 * MIB, guarantees: ['create_only'] }, { store: storeWith() });
    expect(onAnyStore.guarantees).toEqual(['create_only']);
  });

  it('promises only what the store enforces and the method carries', () => {
    const all = { guarantees: ['sha256', 'create_only'], fileHash: 'a'.repeat(64) };
    expect(planOf(all).guarantees).toEqual(['length', 'type', 'sha256', 'create_only']);
    expect(planOf(all, { store: storeWith('length', 'type') }).guarantees).toEqual(['length', 'type']);
    expect(planOf({ ...all, method: 'POST' }).guarantees).toEqual(['length', 'type']);
    expect(planOf({ ...all, fileSizeBytes: undefined }).guarantees).toEqual(['type', 'sha256', 'create_only']);
  });

  it('reserves the most that the URL could carry, and gives it time to arrive, when no size is declared', () => {
    const unsized = { fileSizeBytes: undefined };
    expect(planOf(unsized)).toMatchObject({ method: 'POST', declaredSize: null, reservedBytes: 5 * GB });
    const small = { bucket: { ...bucket, maxFileSize: 10 } };
    expect(planOf(unsized, small)).toMatchObject({ reservedBytes: 10, graceSeconds: 900 });
    expect(planOf(unsized, { scanner: { maxBytes: 2 * GB } })).toMatchObject({
      reservedBytes: 2 * GB,
      graceSeconds: Math.ceil((2 * GB) / (256 * 1024)),
    });
  });
});

describe('what no later step could allow', () => {
  it.each<[string, string, Partial<AskedUpload>, Partial<Circumstances>]>([
    ['fields', 'VALIDATION_FAILED', { filename: '../x' }, {}],
    ['a size above the tier', 'PAYLOAD_TOO_LARGE', { fileSizeBytes: 6 * GB }, {}],
    ['a size above the whole quota', 'QUOTA_EXCEEDED', { fileSizeBytes: 3 * GB }, {}],
    ['a size above the bucket', 'PAYLOAD_TOO_LARGE', {}, { bucket: { ...bucket, maxFileSize: 999 } }],
    ['a size above the scanner', 'PAYLOAD_TOO_LARGE', {}, { scanner: { maxBytes: 999 } }],
    ['a bucket that takes nothing', 'BUCKET_INACTIVE', {}, { bucket: { ...bucket, status: 'ARCHIVED' } }],
    ['a type', 'UNSUPPORTED_TYPE', {}, { bucket: { ...bucket, allowedContentTypes: ['image/*'] } }],
    ['a form', 'UNSUPPORTED_METHOD', { method: 'POST' }, { store: { ...ableStore, lacksForms: true } }],
    [
      'what the schema has no place for',
      'SCHEMA_VIOLATION',
      { objectMetadata: { name: 1 } },
      { bucket: { ...bucket, schema: { properties: { name: { type: 'STRING' } } } } },
    ],
  ])('is refused by the plan: %s', (_, code, more, changed) => {
    expect(refusal(more, changed)).toBe(code);
  });

  it('is not a size that the scanner cannot take, where the bucket accepts unscanned files', () => {
    const lenient: Bucket = { ...bucket, unscannableExceptions: { too_large: 'allow_flagged' } };
    expect(refusal({}, { scanner: { maxBytes: 999 }, bucket: lenient })).toBeUndefined();
  });
});
