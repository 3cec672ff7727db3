import { describe, expect, it } from '@jest/globals';
import { declaredOwners, foreignTouches, foreignTouchesOfFunctions, misnamedFiles } from './ownership.mjs';

const schema = { tables: new Set(['uploads', 'buckets']), functions: new Map([['claim', {}]]) };
const owners = {
  'features/uploads': { tables: ['uploads'], functions: ['claim'] },
  'features/buckets': { tables: ['buckets'] },
};
const { ownerOf } = declaredOwners(owners, schema);
const touch = (folder, name, rest = {}) => ({ folder, name, path: `src/${folder}/a.repository.ts`, line: 1, ...rest });

describe('declared owners', () => {
  it('are complete and unique', () => {
    expect(declaredOwners(owners, schema).problems).toEqual([]);
    expect(declaredOwners({ ...owners, 'features/a': { tables: ['uploads', 'gone'] } }, schema).problems).toEqual([
      'uploads has two owners: features/uploads and features/a',
      'features/a owns gone, which is not there',
    ]);
    expect(declaredOwners({}, schema).problems).toEqual([
      'uploads has no owner',
      'buckets has no owner',
      'claim has no owner',
    ]);
  });
});

describe('a table of another owner', () => {
  const check = (touches, inFolders = {}) => foreignTouches(touches, ownerOf, inFolders);

  it('is told with every place that touches it', () => {
    const foreign = touch('features/buckets', 'uploads');
    expect(check([touch('features/uploads', 'uploads'), foreign, { ...foreign, line: 7 }])).toEqual([
      'features/buckets → uploads (src/features/buckets/a.repository.ts:1, src/features/buckets/a.repository.ts:7)',
    ]);
  });

  it('may be an exception, while it is needed', () => {
    const inFolders = { 'features/buckets': { touches: ['uploads'], because: 'a test' } };
    expect(check([touch('features/buckets', 'uploads')], inFolders)).toEqual([]);
    expect(check([], inFolders)).toEqual(['not needed any more in foreign-tables.mjs: features/buckets → uploads']);
  });

  it('is also one that the schema does not have', () => {
    const unknown = touch('features/uploads', 'files', { isUnknown: true });
    expect(check([unknown])).toEqual(['features/uploads → files (src/features/uploads/a.repository.ts:1)']);
  });

  it('may be touched by an SQL function that says why', () => {
    const touches = new Map([['claim', ['uploads', 'buckets']]]);
    expect(foreignTouchesOfFunctions(touches, ownerOf, {})).toEqual(['claim() → buckets']);
    expect(foreignTouchesOfFunctions(touches, ownerOf, { claim: { touches: ['buckets'] } })).toEqual([]);
    expect(foreignTouchesOfFunctions(new Map(), ownerOf, { claim: { touches: ['buckets'] } })).toHaveLength(1);
  });
});

describe('a file', () => {
  it('that touches a table is a repository, and a repository touches one', () => {
    const paths = ['src/features/a/a.repository.ts', 'src/features/b/b.service.ts', 'src/features/c/c.repository.ts'];
    const touches = [
      { path: 'src/features/a/a.repository.ts' },
      { path: 'src/features/b/b.service.ts' },
      { path: 'src/platform/prisma/migrations/migration-records.ts' },
    ];
    expect(misnamedFiles(paths, touches)).toEqual([
      'src/features/b/b.service.ts touches a table and is no repository',
      'src/features/c/c.repository.ts is called a repository and touches no table',
    ]);
  });
});
