import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { MAX_METADATA_BYTES } from './json-document.js';
import { methodFor, uploadMethods } from './upload-method.js';
import { bytesToReserve, checkFields, checkPlace } from './upload-policy.js';

const asked = { filename: 'a.png', contentType: 'image/png' };
const bucket = { name: 'assets', status: 'ACTIVE', allowedContentTypes: [] as string[], maxFileSize: null };

/** What was refused: the code and the fields at fault. */
function refusal(act: () => void): [string, ...string[]] | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return [error.code, ...(error.details.errors ?? []).map(({ field }) => field)];
    throw error;
  }
  return undefined;
}

describe('checkFields', () => {
  it('lets a plain request pass', () => {
    expect(refusal(() => checkFields(asked))).toBeUndefined();
  });

  it('names every field at fault at once', () => {
    const big = { text: 'x'.repeat(MAX_METADATA_BYTES) };
    const wrong = { filename: 'a/b', contentType: 'png', metadata: big, objectMetadata: big, guarantees: ['sha256'] };
    expect(refusal(() => checkFields(wrong))).toEqual([
      'VALIDATION_FAILED',
      'filename',
      'content_type',
      'metadata',
      'object_metadata',
      'file_hash',
    ]);
  });

  it('counts metadata in bytes of JSON, up to exactly 16 KiB', () => {
    const frame = JSON.stringify({ t: '' }).length;
    const fits = { t: 'é'.repeat((MAX_METADATA_BYTES - frame) / 2) };
    expect(refusal(() => checkFields({ ...asked, metadata: fits }))).toBeUndefined();
    expect(refusal(() => checkFields({ ...asked, metadata: { t: `${fits.t}x` } }))).toEqual([
      'VALIDATION_FAILED',
      'metadata',
    ]);
  });

  it('takes the guarantee sha256 with the hash it is of', () => {
    expect(refusal(() => checkFields({ ...asked, guarantees: ['sha256'], fileHash: 'a'.repeat(64) }))).toBeUndefined();
  });
});

describe('checkFields of an upload in parts', () => {
  it('needs the size that its parts are planned from', () => {
    const inParts = { ...asked, method: 'MULTIPART' as const };
    expect(refusal(() => checkFields(inParts))).toEqual(['VALIDATION_FAILED', 'file_size_bytes']);
    expect(refusal(() => checkFields({ ...inParts, fileSizeBytes: 1 }))).toBeUndefined();
  });
});

describe('methodFor', () => {
  const limit = 100 * 1024 ** 2;

  it.each([true, false])('is PUT up to 100 MiB, MULTIPART above, forms or not (%s)', (takesForms) => {
    expect(methodFor({ fileSizeBytes: limit }, takesForms)).toBe('PUT');
    expect(methodFor({ fileSizeBytes: limit + 1 }, takesForms)).toBe('MULTIPART');
  });

  it('is a form for an unknown size, where the store takes forms', () => {
    expect(methodFor({}, true)).toBe('POST');
    expect(methodFor({ guarantees: ['length', 'type'] }, true)).toBe('POST');
    expect(methodFor({}, false)).toBe('PUT');
  });

  it.each(['sha256', 'create_only'])('is PUT for an unknown size when %s is asked for: no form carries it', (asked) => {
    expect(methodFor({ guarantees: [asked] }, true)).toBe('PUT');
  });

  it.each(['PUT', 'POST', 'MULTIPART'] as const)('is %s when that was asked for', (method) => {
    for (const fileSizeBytes of [undefined, 1, limit + 1])
      expect(methodFor({ method, fileSizeBytes }, true)).toBe(method);
  });
});

describe('checkPlace', () => {
  it.each(['ARCHIVED', 'SUSPENDED'])('refuses a bucket that is %s', (status) => {
    expect(refusal(() => checkPlace(asked, { ...bucket, status }))).toEqual(['BUCKET_INACTIVE']);
  });

  it('refuses a type that the bucket does not list', () => {
    const textOnly = { ...bucket, allowedContentTypes: ['text/*'] };
    expect(refusal(() => checkPlace(asked, textOnly))).toEqual(['UNSUPPORTED_TYPE', 'content_type']);
    expect(refusal(() => checkPlace({ ...asked, contentType: 'text/csv' }, textOnly))).toBeUndefined();
  });
});

describe('bytesToReserve', () => {
  const tier = 1000;
  const single = uploadMethods.PUT.maxBytes;
  const unlimited = { tier: Infinity };
  const put = (size?: number) => ({ size, method: 'PUT' as const });

  it('is the declared size, up to each limit exactly', () => {
    expect(bytesToReserve(put(1000), { tier }, bucket)).toBe(1000);
    expect(bytesToReserve(put(10), { tier }, { ...bucket, maxFileSize: 10 })).toBe(10);
    expect(bytesToReserve(put(single), unlimited, bucket)).toBe(single);
  });

  it.each([
    [1001, tier, null],
    [11, tier, 10],
    [single + 1, Infinity, null],
  ])('refuses %d bytes over a limit', (size, tierLimit, maxFileSize) => {
    expect(refusal(() => bytesToReserve(put(size), { tier: tierLimit }, { ...bucket, maxFileSize }))).toEqual([
      'PAYLOAD_TOO_LARGE',
      'file_size_bytes',
    ]);
  });

  it('is the most the URL could carry when no size is declared', () => {
    expect(bytesToReserve(put(), { tier }, bucket)).toBe(tier);
    expect(bytesToReserve(put(), { tier }, { ...bucket, maxFileSize: 10 })).toBe(10);
    expect(bytesToReserve(put(), unlimited, bucket)).toBe(single);
  });

  it('lets parts be more than one request can carry', () => {
    expect(bytesToReserve({ size: single + 1, method: 'MULTIPART' }, unlimited, bucket)).toBe(single + 1);
    expect(refusal(() => bytesToReserve({ size: single + 1, method: 'POST' }, unlimited, bucket))).toEqual([
      'PAYLOAD_TOO_LARGE',
      'file_size_bytes',
    ]);
  });

  it('refuses what the scanner cannot take, and reserves no more than it can', () => {
    const limit = { tier, scanner: 20 };
    expect(refusal(() => bytesToReserve(put(21), limit, bucket))).toEqual(['PAYLOAD_TOO_LARGE', 'file_size_bytes']);
    expect(bytesToReserve(put(20), limit, bucket)).toBe(20);
    expect(bytesToReserve(put(), limit, bucket)).toBe(20);
    expect(bytesToReserve(put(21), { tier, scanner: null }, bucket)).toBe(21);
  });
});
