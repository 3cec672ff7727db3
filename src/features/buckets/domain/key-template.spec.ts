import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../../../shared/ids.js';
import { defaultSettings } from './bucket.js';
import { settingsProblems } from './bucket-rules.js';
import { extensionInKey, filenameInKey } from './key-filename.js';
import { reservedFolders } from './key-rules.js';
import { keyFrom, type KeyParts, longestKey, placeholders, templateOf } from './key-template.js';

const parts: KeyParts = {
  workspaceId: 'ws_0123456789abcdef',
  bucket: { id: 'bkt_0123456789abcdef', name: 'assets' },
  uploadId: 'upl_0123456789abcdef',
  documentId: 'doc_0123456789abcdef',
  filename: 'Photo.JPG',
  createdBy: 'key_0123456789abcdef',
  at: new Date('2026-03-09T23:59:59.999Z'),
};
const settings = { ...defaultSettings, name: 'assets' };

const problemsOf = (keyTemplate: string | null, more: object = {}) =>
  settingsProblems({ ...settings, keyStrategy: 'template', keyTemplate, ...more });

describe('a file name in a key', () => {
  it.each([
    ['Résumé (final).PDF', 'Resume_final_.pdf'],
    ['../../etc/passwd.txt', '_._etc_passwd.txt'],
    ['日本語.docx', '_.docx'],
    ['.pdf', 'file.pdf'],
    ['...', 'file'],
    ['a..b.', 'a.b'],
    ['Makefile', 'Makefile'],
    ['a\u0000b%2f.txt', 'a_b_2f.txt'],
    ['x.p\u00e4f', 'x.paf'],
    [`${'a'.repeat(500)}.xlsx`, `${'a'.repeat(195)}.xlsx`],
    [`a.${'b'.repeat(500)}`, `a.${'b'.repeat(100)}`],
  ])('of %j is %s', (filename, safe) => {
    expect(filenameInKey(filename)).toBe(safe);
  });

  it.each(['Makefile', 'a.', 'a.b/c', 'a.p h', 'a.é', 'a.toolongextension', 'a.../..', 'a.%2F'])(
    'has no extension to use alone when it is not plain: %p',
    (filename) => {
      expect(extensionInKey(filename)).toBe('');
    },
  );
});

describe('a key', () => {
  it.each([
    ['id', '', null, 'ws_0123456789abcdef/bkt_0123456789abcdef/upl_0123456789abcdef'],
    ['date', 'in/', null, 'in/2026/03/09/upl_0123456789abcdef.jpg'],
    ['template', '', '{bucket_name}/{yyyy}-{mm}/{created_by}/{upload_id}-{filename}', null],
  ] as const)('of the strategy %s is made of its template', (keyStrategy, keyPrefix, keyTemplate, key) => {
    const byTemplate = 'assets/2026-03/key_0123456789abcdef/upl_0123456789abcdef-Photo.jpg';
    expect(keyFrom(templateOf({ keyStrategy, keyPrefix, keyTemplate }), parts)).toBe(key ?? byTemplate);
  });

  it('of a document is named by the document', () => {
    expect(keyFrom('documents/{workspace_id}/{document_id}/{filename}', { ...parts, filename: 'a b.txt' })).toBe(
      'documents/ws_0123456789abcdef/doc_0123456789abcdef/a_b.txt',
    );
  });

  it('of a file without an extension leaves it out with its dot, and says none elsewhere', () => {
    const plain = { ...parts, filename: 'Makefile' };
    expect(keyFrom('{upload_id}.{ext}', plain)).toBe(parts.uploadId);
    expect(keyFrom('{upload_id}-{ext}', plain)).toBe(`${parts.uploadId}-none`);
  });
});

describe('a template', () => {
  it.each([
    '{upload_id}',
    '{workspace_id}/{upload_id}.{ext}',
    'photos/{yyyy}/{mm}/{dd}/{upload_id}/{filename}',
    '{workspace_id}/{bucket_name}/{bucket_id}/{created_by}/{upload_id}',
    'staging/{upload_id}',
    '{workspace_id}/staging-area/{upload_id}',
    '{workspace_id}/{upload_id}-staging',
    'a.b/c_d-e/{upload_id}',
  ])('may be %s', (template) => {
    expect(problemsOf(template)).toEqual([]);
  });

  it.each([
    [null, 'is needed'],
    ['', 'must hold {upload_id}'],
    ['photos/{filename}', 'must hold {upload_id}'],
    ['{upload_id}/{document_id}', 'unknown placeholder {document_id}'],
    ['{upload_id}/{constructor}', 'unknown placeholder {constructor}'],
    ['{upload_id}/{}', 'unknown placeholder {}'],
    ['{upload_id}/{filename', 'may have A-Z'],
    ['{upload_id}/${filename}', 'may have A-Z'],
    ['ä/{upload_id}', 'may have A-Z'],
    ['a b/{upload_id}', 'may have A-Z'],
    ['a\\{upload_id}', 'may have A-Z'],
    ['a%2F{upload_id}', 'may have A-Z'],
    ['/{upload_id}', 'single slashes'],
    ['{upload_id}/', 'single slashes'],
    ['a//{upload_id}', 'single slashes'],
    ['../{upload_id}', 'with a dot'],
    ['a/./{upload_id}', 'with a dot'],
    ['.hidden/{upload_id}', 'with a dot'],
    ['{upload_id}.', 'with a dot'],
    ['{upload_id}..{ext}', 'with a dot'],
    ['{filename}/{upload_id}', 'in its last part only'],
    ['{workspace_id}/{ext}/{upload_id}', 'in its last part only'],
    ['ws_0123456789abcdef/staging/{upload_id}', 'starts like an id'],
    ['ws_{upload_id}/staging/{upload_id}', 'starts like an id'],
    ...reservedFolders.map((folder) => [`{workspace_id}/${folder}/{upload_id}`, `the folder ${folder}`]),
    [`${'x'.repeat(450)}/{upload_id}/{filename}{filename}{filename}`, '900 bytes at most; the longest would have 1072'],
  ])('may not be %j', (template, why) => {
    expect(problemsOf(template)).toEqual([{ field: 'key_template', message: expect.stringContaining(why!) }]);
  });

  it('is for its own strategy only', () => {
    expect(problemsOf('{upload_id}', { keyStrategy: 'id' })).toMatchObject([{ field: 'key_template' }]);
  });

  it('names no reserved folder by the name of the bucket either, whichever of the two is changed', () => {
    const keyTemplate = '{workspace_id}/{bucket_name}/{upload_id}';
    expect(problemsOf(keyTemplate)).toEqual([]);
    expect(problemsOf(keyTemplate, { name: 'staging' })).toMatchObject([{ field: 'key_template' }]);
  });
});

describe('whatever a file is called and a template says', () => {
  const text = fc.string({ unit: 'binary', maxLength: 255 });
  const filenames = fc.oneof(
    text,
    fc.constantFrom('staging', 'ws_0123456789abcdef', '..', '.', 'a/../b', `x.${'y'.repeat(254)}`),
    fc.tuple(text, fc.constantFrom('.', '..', '.pdf', '.ws', '/')).map((pair) => pair.join('')),
  );
  const pieces = fc.constantFrom(
    ...Object.keys(placeholders).map((name) => `{${name}}`),
    ...['/', '.', '-', '_', 'a', 'w', 'ws', 'ws_', ...reservedFolders, '{', '..', '//'],
  );
  /** Drawn at random almost none holds {upload_id}. */
  const templates = fc.oneof(
    fc
      .constantFrom('{workspace_id}/', '')
      .chain((head) =>
        fc
          .tuple(fc.array(pieces, { maxLength: 6 }), fc.array(pieces, { maxLength: 4 }))
          .map(([before, after]) => `${head}${before.join('')}{upload_id}${after.join('')}`),
      ),
    fc.array(pieces, { maxLength: 8 }).map((all) => all.join('')),
  );

  const legal = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

  it('a name in a key is legal', () => {
    fc.assert(
      fc.property(filenames, (filename) => {
        const name = filenameInKey(filename);
        expect(name).toMatch(/^[A-Za-z0-9_-]([A-Za-z0-9._-]*[A-Za-z0-9_-])?$/);
        expect(name).not.toContain('..');
        expect(name.length).toBeLessThanOrEqual(200);
      }),
    );
  });

  it('an accepted template makes legal keys, outside of every reserved folder and other workspace', () => {
    let accepted = 0;
    const check = (template: string, filename: string) => {
      if (problemsOf(template).length > 0) return;
      accepted += 1;
      const key = keyFrom(template, { ...parts, filename });
      expect(key).toMatch(legal);
      expect(key).not.toContain('..');
      expect(key.length).toBeLessThanOrEqual(Math.min(900, longestKey(template)));
      const [first, second, ...rest] = key.split('/');
      const isFolder = rest.length > 0;
      if (isFolder && first!.startsWith('ws_')) expect(first).toMatch(/^ws_0123456789abcdef/);
      if (isFolder && first === parts.workspaceId) expect(reservedFolders).not.toContain(second);
    };
    fc.assert(fc.property(templates, filenames, check), { numRuns: 2000 });
    expect(accepted).toBeGreaterThan(100);
  });

  it('two uploads never have one key', () => {
    const check = (template: string, one: string, other: string) => {
      if (problemsOf(template).length > 0) return;
      const keys = [one, other].map((filename) => keyFrom(template, { ...parts, filename, uploadId: newId('upl') }));
      expect(keys[0]).not.toBe(keys[1]);
    };
    fc.assert(fc.property(templates, filenames, filenames, check), { numRuns: 1000 });
  });
});
