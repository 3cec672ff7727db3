import { describe, expect, it } from '@jest/globals';
import { modelsUsedIn } from './prisma-calls.mjs';
import { modelsOf } from './prisma-models.mjs';
import { parsed } from './source-files.mjs';

const models = modelsOf(`
model Bucket {
  id      String   @id
  uploads Upload[]
}

model Upload {
  id       String @id
  bucketId String
  bucket   Bucket @relation(fields: [bucketId], references: [id])
}
`);
const used = (text) => modelsUsedIn(parsed('src/a.ts', text), models).map(({ model }) => model);

describe('the models that a file uses', () => {
  it.each([
    ['tx.upload.findMany({ where })', ['Upload']],
    ['this.database.system.bucket.count()', ['Bucket']],
    ['tx.upload.findMany({ include: { bucket: true } })', ['Upload', 'Bucket']],
    ['const query = { include: { bucket: { select: { id: true } } } };', ['Bucket']],
    ['const where = { uploads: { some: { id } } };', ['Upload']],
    ['tx.upload.findMany({ where: { id, ...(named ? { bucket: named } : {}) } })', ['Upload', 'Bucket']],
    ['tx.bucket.create({ data: { id, uploads: { create: [] } } })', ['Bucket', 'Upload']],
  ])('%s', (text, expected) => {
    expect(used(text)).toEqual(expected);
  });

  it.each([
    'this.upload.create(actor)',
    'tx.upload.somethingElse()',
    'const view = { bucket: upload.bucket };',
    "import { shownBucket } from '../buckets/index.js';\nconst query = { include: { bucket: shownBucket } };",
  ])('are none in %s', (text) => {
    expect(used(text)).toEqual([]);
  });
});
