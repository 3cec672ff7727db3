import fs from 'node:fs';
import { relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CopyObjectCommand, DeleteObjectCommand, DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { BUCKET, TestStore } from './support/test-store.js';

/** What an open file or directory is, below the store's directory, and how many files of records there are. */
interface Flush {
  path: string;
  records: number;
}

const LARGE = 'x'.repeat(100_000);
const flush = fs.fsync.bind(fs);

/** `/proc` names open files. */
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('flushes', () => {
  let test: TestStore;
  let flushes: Flush[] = [];

  beforeAll(async () => {
    test = await TestStore.start();
    jest.spyOn(fs, 'fsync').mockImplementation((descriptor, done) => {
      const path = relative(test.dir, fs.readlinkSync(`/proc/self/fd/${descriptor}`));
      flushes.push({ path: kindOf(path), records: recordsIn(test.dir) });
      flush(descriptor, done);
    });
    // Directories of keys are made once.
    for (const key of ['a', 'b', 'c', 'd']) await test.put(key, LARGE);
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await test.close();
  });

  const flushesOf = async (work: () => Promise<unknown>) => {
    flushes = [];
    await work();
    return flushes.map(({ path }) => path);
  };
  const copy = (from: string, to: string) =>
    test.s3.send(new CopyObjectCommand({ Bucket: BUCKET, Key: to, CopySource: `${BUCKET}/${from}` }));
  const remove = (Key: string) => test.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));

  it('of a small object: the file and its directory, and one for its removal', async () => {
    expect(await flushesOf(() => test.put('a', 'hello'))).toEqual(['scratch file', 'records']);
    expect(await flushesOf(() => copy('a', 'b'))).toEqual(['scratch file', 'records']);
    expect(await flushesOf(() => remove('a'))).toEqual(['scratch']);
  });

  it('of a large object: its bytes are in place before the record that refers to them is', async () => {
    const written = ['scratch file', 'blobs', 'scratch file', 'records'];
    expect(await flushesOf(() => test.put('c', LARGE))).toEqual(written);
    expect(await flushesOf(() => copy('c', 'd'))).toEqual(written.slice(1));
    expect(await flushesOf(() => remove('c'))).toEqual(['scratch']);
  });

  it('of a directory follow the rename that they make durable', async () => {
    const before = recordsIn(test.dir);
    await flushesOf(() => test.put('new', 'hello'));
    const [file, directory] = flushes.slice(-2);
    expect([file?.records, directory?.records]).toEqual([before, before + 1]);
    await flushesOf(() => remove('new'));
    expect(flushes.map(({ records }) => records)).toEqual([before]);
  });

  it('are shared by all keys of one request', async () => {
    const keys = Array.from({ length: 50 }, (_, n) => `many/${n}`);
    for (const key of keys) await test.put(key, 'hello');
    const Delete = { Objects: keys.map((Key) => ({ Key })) };
    const request = new DeleteObjectsCommand({ Bucket: BUCKET, Delete });
    expect(await flushesOf(() => test.s3.send(request))).toEqual(['scratch']);
    expect(recordsIn(test.dir)).toBe(recordsIn(test.dir, (key) => !key.startsWith('many/')));
  });
});

function kindOf(path: string): string {
  const [first = '', , folder = ''] = path.split('/');
  if (first === 'scratch') return path === 'scratch' ? 'scratch' : 'scratch file';
  return folder;
}

/** The number of records with a key that `matches`. */
function recordsIn(dir: string, matches: (key: string) => boolean = () => true): number {
  const root = `${dir}/buckets/${BUCKET}/records`;
  const files = fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return files.filter((name) => matches(/"key":"([^"]*)"/.exec(fs.readFileSync(`${root}/${name}`, 'utf8'))![1]!))
    .length;
}
