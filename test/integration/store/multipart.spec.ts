import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { failureOf } from './support/failure.js';
import { outcome, putRaw, send } from './support/raw-request.js';
import { BUCKET, TestStore } from './support/test-store.js';

const MIB = 1024 * 1024;
const md5 = (body: Buffer) => createHash('md5').update(body).digest();
const sha256 = (body: Buffer) => createHash('sha256').update(body).digest();

describe('a multipart upload', () => {
  let test: TestStore;
  const large = Buffer.alloc(5 * MIB, 'a');
  const tail = Buffer.from('tail');

  beforeAll(async () => {
    test = await TestStore.start();
  });
  afterAll(() => test.close());

  const complete = (key: string, uploadId: string, parts: CompletedPart[], more = {}) =>
    test.s3.send(
      new CompleteMultipartUploadCommand({
        Bucket: BUCKET,
        Key: key,
        UploadId: uploadId,
        MultipartUpload: { Parts: parts },
        ...more,
      }),
    );
  const signPart = (key: string, uploadId: string, partNumber: number, more = {}) =>
    getSignedUrl(
      test.s3,
      new UploadPartCommand({ Bucket: BUCKET, Key: key, UploadId: uploadId, PartNumber: partNumber, ...more }),
    );
  const get = async (key: string, more = {}) => {
    const { Body } = await test.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key, ...more }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };

  async function twoParts(key: string): Promise<{ uploadId: string; parts: CompletedPart[] }> {
    const uploadId = await test.beginUpload(key);
    const first = await test.uploadPart(key, uploadId, 1, large);
    return { uploadId, parts: [first, await test.uploadPart(key, uploadId, 2, tail)] };
  }

  it('becomes one object with S3’s ETag, its type, its metadata and all its bytes', async () => {
    const begin = { Bucket: BUCKET, Key: 'whole', ContentType: 'video/mp4', Metadata: { owner: 'u1' } };
    const { UploadId: uploadId = '' } = await test.s3.send(new CreateMultipartUploadCommand(begin));
    const etags = [];
    for (const [index, body] of [large, tail].entries()) {
      const answer = await putRaw(await signPart('whole', uploadId, index + 1), body);
      expect(answer.status).toBe(200);
      etags.push(answer.headers.etag);
    }
    await complete(
      'whole',
      uploadId,
      etags.map((ETag, index) => ({ ETag, PartNumber: index + 1 })),
    );
    const head = await test.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'whole' }));
    const expected = createHash('md5').update(md5(large)).update(md5(tail)).digest('hex');
    expect(head).toMatchObject({ ETag: `"${expected}-2"`, ContentType: 'video/mp4', Metadata: { owner: 'u1' } });
    expect(sha256(await get('whole'))).toEqual(sha256(Buffer.concat([large, tail])));
    const seam = { Range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` };
    expect((await get('whole', seam)).toString()).toBe('aata');
    expect((await get('whole', { PartNumber: 2 })).toString()).toBe('tail');
  });

  it('does not exist after it was completed', async () => {
    const { uploadId, parts } = await twoParts('repeated');
    await complete('repeated', uploadId, parts);
    expect(await failureOf(complete('repeated', uploadId, parts))).toBe('404 NoSuchUpload');
    expect(await failureOf(test.uploadPart('repeated', uploadId, 1, tail))).toBe('404 NoSuchUpload');
  });

  it('is completed once by two concurrent requests', async () => {
    const { uploadId, parts } = await twoParts('twice');
    const results = await Promise.all([1, 2, 3].map(() => failureOf(complete('twice', uploadId, parts))));
    expect(results.sort()).toEqual(['404 NoSuchUpload', '404 NoSuchUpload', 'accepted']);
  });

  it('does not overwrite when its completion is create-only, and can still be aborted', async () => {
    await test.put('taken', 'first');
    const { uploadId, parts } = await twoParts('taken');
    expect(await failureOf(complete('taken', uploadId, parts, { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed');
    expect((await get('taken')).toString()).toBe('first');
    const abort = new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: 'taken', UploadId: uploadId });
    expect(await failureOf(test.s3.send(abort))).toBe('accepted');
  });

  it('keeps the last of a part that was sent twice', async () => {
    const uploadId = await test.beginUpload('resent');
    await test.uploadPart('resent', uploadId, 1, 'old');
    const part = await test.uploadPart('resent', uploadId, 1, 'new');
    await complete('resent', uploadId, [part]);
    expect((await get('resent')).toString()).toBe('new');
  });

  it('refuses parts with another ETag or out of order', async () => {
    const { uploadId, parts } = await twoParts('wrong');
    const [first, second] = parts as [CompletedPart, CompletedPart];
    const forged = { ...first, ETag: '"00000000000000000000000000000000"' };
    expect(await failureOf(complete('wrong', uploadId, [forged, second]))).toBe('400 InvalidPart');
    expect(await failureOf(complete('wrong', uploadId, [first, { ...second, PartNumber: 3 }]))).toBe('400 InvalidPart');
    expect(await failureOf(complete('wrong', uploadId, [second, first]))).toBe('400 InvalidPartOrder');
    expect(await failureOf(complete('wrong', uploadId, []))).toBe('400 MalformedXML');
    expect(await failureOf(complete('wrong', uploadId, parts, { MpuObjectSize: 7 }))).toBe('400 InvalidRequest');
  });

  it.each([
    ['no XML', 'nonsense'],
    ['another document', '<Tagging></Tagging>'],
    ['broken off', '<CompleteMultipartUpload><Part>'],
    [
      'deeper than anything real',
      `<CompleteMultipartUpload>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</CompleteMultipartUpload>`,
    ],
    [
      'full of entities of its own',
      '<!DOCTYPE a [<!ENTITY b "c">]><CompleteMultipartUpload>&b;</CompleteMultipartUpload>',
    ],
  ])('refuses a list of parts that is %s', async (_, body) => {
    const UploadId = await test.beginUpload('malformed');
    const command = new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key: 'malformed', UploadId });
    const url = await getSignedUrl(test.s3, command);
    expect(outcome(await send(url, { method: 'POST', body }))).toBe('400 MalformedXML');
  });

  it('refuses a part below five mebibytes that is not the last', async () => {
    const uploadId = await test.beginUpload('small');
    const parts = [await test.uploadPart('small', uploadId, 1, 'x'), await test.uploadPart('small', uploadId, 2, 'x')];
    expect(await failureOf(complete('small', uploadId, parts))).toBe('400 EntityTooSmall');
  });

  it('refuses parts after it was aborted', async () => {
    const uploadId = await test.beginUpload('aborted');
    await test.s3.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: 'aborted', UploadId: uploadId }));
    expect(outcome(await putRaw(await signPart('aborted', uploadId, 1), 'x'))).toBe('404 NoSuchUpload');
  });

  it('belongs to its key', async () => {
    const uploadId = await test.beginUpload('mine');
    expect(outcome(await putRaw(await signPart('yours', uploadId, 1), 'x'))).toBe('404 NoSuchUpload');
  });

  it.each(['../../x', 'a'.repeat(48), '0'.repeat(48), ''])('is not found by the id %j', async (uploadId) => {
    const answer = await putRaw(await signPart('mine', uploadId || 'x', 1), 'x');
    expect(outcome(answer)).toBe('404 NoSuchUpload');
  });

  it('refuses invalid part numbers', async () => {
    const uploadId = await test.beginUpload('numbers');
    for (const partNumber of [0, 10_001, 1.5]) {
      expect(outcome(await putRaw(await signPart('numbers', uploadId, partNumber), 'x'))).toBe('400 InvalidArgument');
    }
  });

  it('refuses a part with another checksum', async () => {
    const uploadId = await test.beginUpload('summed');
    const unhoistableHeaders = new Set(['x-amz-checksum-sha256']);
    const ChecksumSHA256 = sha256(Buffer.from('q')).toString('base64');
    const part = { Bucket: BUCKET, Key: 'summed', UploadId: uploadId, PartNumber: 1, ChecksumSHA256 };
    const url = await getSignedUrl(test.s3, new UploadPartCommand(part), { unhoistableHeaders });
    expect(outcome(await putRaw(url, 'x', { 'x-amz-checksum-sha256': ChecksumSHA256 }))).toBe('400 BadDigest');
    const plain = await signPart('summed', uploadId, 1);
    expect(outcome(await putRaw(plain, 'x', { 'content-md5': md5(tail).toString('base64') }))).toBe('400 BadDigest');
  });

  it('has the checksum of its parts’ checksums', async () => {
    const begin = { Bucket: BUCKET, Key: 'composite', ChecksumAlgorithm: 'SHA256' as const };
    const { UploadId = '' } = await test.s3.send(new CreateMultipartUploadCommand(begin));
    const part = {
      Bucket: BUCKET,
      Key: 'composite',
      UploadId,
      PartNumber: 1,
      Body: tail,
      ChecksumAlgorithm: begin.ChecksumAlgorithm,
    };
    const { ETag, ChecksumSHA256 } = await test.s3.send(new UploadPartCommand(part));
    await complete('composite', UploadId, [{ PartNumber: 1, ETag, ChecksumSHA256 }]);
    const head = await test.s3.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: 'composite', ChecksumMode: 'ENABLED' }),
    );
    expect(head.ChecksumSHA256).toBe(`${sha256(sha256(tail)).toString('base64')}-1`);
  });

  it('is verified with the checksum of the whole object if given', async () => {
    const attempt = async (ChecksumSHA256: string) => {
      const uploadId = await test.beginUpload('full');
      const part = await test.uploadPart('full', uploadId, 1, tail);
      return failureOf(complete('full', uploadId, [part], { ChecksumType: 'FULL_OBJECT', ChecksumSHA256 }));
    };
    expect(await attempt(sha256(large).toString('base64'))).toBe('400 BadDigest');
    expect(await attempt(sha256(tail).toString('base64'))).toBe('accepted');
  });

  it('lists its parts page by page', async () => {
    const uploadId = await test.beginUpload('pages');
    for (const number of [1, 2, 10]) await test.uploadPart('pages', uploadId, number, `part ${number}`);
    const list = (marker?: string) =>
      test.s3.send(
        new ListPartsCommand({
          Bucket: BUCKET,
          Key: 'pages',
          UploadId: uploadId,
          MaxParts: 2,
          PartNumberMarker: marker,
        }),
      );
    const first = await list();
    expect(first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 6],
      [2, 6],
    ]);
    expect(first.IsTruncated).toBe(true);
    const second = await list(first.NextPartNumberMarker);
    expect(second.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([10]);
    expect(second.IsTruncated).toBe(false);
  });

  it('is listed with the other open ones, page by page', async () => {
    const begun = [];
    for (const name of ['b', 'a', 'a', 'c', 'ä']) {
      begun.push({ Key: `open/${name}`, UploadId: await test.beginUpload(`open/${name}`) });
    }
    const seen = [];
    let markers = {};
    for (let more = true; more;) {
      const list = { Bucket: BUCKET, Prefix: 'open/', MaxUploads: 2, ...markers };
      const page = await test.s3.send(new ListMultipartUploadsCommand(list));
      seen.push(...(page.Uploads ?? []).map(({ Key, UploadId }) => ({ Key, UploadId })));
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      more = page.IsTruncated ?? false;
    }
    expect(seen.map(({ Key }) => Key)).toEqual(['open/a', 'open/a', 'open/b', 'open/c', 'open/ä']);
    expect(new Set(seen.map(({ UploadId }) => UploadId))).toEqual(new Set(begun.map(({ UploadId }) => UploadId)));
  });

  it('copies parts, whole or in ranges, from another object', async () => {
    await test.put('source', 'hello world');
    const uploadId = await test.beginUpload('from-copy');
    const part = {
      Bucket: BUCKET,
      Key: 'from-copy',
      UploadId: uploadId,
      CopySource: `${BUCKET}/source`,
      PartNumber: 1,
    };
    const ranged = await test.s3.send(new UploadPartCopyCommand({ ...part, CopySourceRange: 'bytes=6-10' }));
    expect(ranged.CopyPartResult?.ETag).toBe(`"${md5(Buffer.from('world')).toString('hex')}"`);
    const copy = (more: object) =>
      failureOf(test.s3.send(new UploadPartCopyCommand({ ...part, PartNumber: 2, ...more })));
    expect(await copy({ CopySourceRange: 'bytes=6-11' })).toBe('416 InvalidRange');
    expect(await copy({ CopySourceRange: 'bytes=6-' })).toBe('400 InvalidArgument');
    expect(await copy({ CopySourceIfMatch: '"00"' })).toBe('412 PreconditionFailed');
    await complete('from-copy', uploadId, [{ PartNumber: 1, ETag: ranged.CopyPartResult?.ETag }]);
    expect((await get('from-copy')).toString()).toBe('world');
  });
});
