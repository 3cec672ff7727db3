import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { failureOf } from './support/failure.js';
import { BUCKET, TestStore } from './support/test-store.js';

const DAY_MS = 24 * 3600 * 1000;

describe('bucket settings', () => {
  let test: TestStore;
  let now: number;

  beforeEach(async () => {
    now = Date.now();
    test = await TestStore.start({ clock: () => now });
  });
  afterEach(() => test.close());

  const rule = {
    ID: 'staging',
    Status: 'Enabled' as const,
    Filter: { Prefix: 'staging/' },
    Expiration: { Days: 1 },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
  };
  const putRule = () => {
    const LifecycleConfiguration = { Rules: [rule] };
    return test.s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket: BUCKET, LifecycleConfiguration }));
  };
  const getRules = () => test.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: BUCKET }));

  it('return a lifecycle unchanged, across a restart, until it is deleted', async () => {
    await putRule();
    test = await test.restart();
    expect((await getRules()).Rules).toEqual([rule]);
    await test.s3.send(new DeleteBucketLifecycleCommand({ Bucket: BUCKET }));
    expect(await failureOf(getRules())).toBe('404 NoSuchLifecycleConfiguration');
  });

  it('expire objects and abort uploads by age and prefix', async () => {
    await putRule();
    await test.put('staging/old', 'x');
    await test.put('kept/old', 'x');
    await test.beginUpload('staging/open');
    await test.beginUpload('kept/open');
    now += 3 * DAY_MS;
    test = await test.restart();
    await test.store.whenTidy();
    now -= 3 * DAY_MS;
    const objects = await test.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(objects.Contents?.map(({ Key }) => Key)).toEqual(['kept/old']);
    const uploads = await test.s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    expect(uploads.Uploads?.map(({ Key }) => Key)).toEqual(['kept/open']);
  });

  it('report versioning as unsupported', async () => {
    const VersioningConfiguration = { Status: 'Enabled' as const };
    const put = new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration });
    expect(await failureOf(test.s3.send(put))).toBe('501 NotImplemented');
  });
});
