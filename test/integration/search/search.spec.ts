import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { documentLanguages } from '../../../src/features/documents/domain/language.js';
import type { Embedder } from '../../../src/features/documents/search/embedder.js';
import { makeTenant } from '../../support/tenant.js';
import { SearchScene } from '../../support/search-scene.js';

let scene: SearchScene;

beforeAll(async () => void (scene = await SearchScene.open()));
afterAll(() => scene.close());
beforeEach(async () => void (await scene.change()));

describe('the syntax of a query', () => {
  const texts = [
    'The annual report of the black cat',
    'A report about annual rings of trees',
    'Dogs and cats in the report',
    'Only dogs here',
  ];
  beforeEach(async () => void (await scene.add({ chunks: texts })));

  it.each<[string, number[]]>([
    ['annual report', [0, 1]],
    ['ANNUAL Report', [0, 1]],
    ['"annual report"', [0]],
    ['„annual report“', [0]],
    ['"annual report', [0]],
    ['report -annual', [2]],
    ['report -"annual report"', [1, 2]],
    ['annual OR dogs', [0, 1, 2, 3]],
    ['report trees OR dogs', [1, 2]],
    ['report AND dogs', [2]],
    ['-dogs', []],
    ['-', []],
    ['"', []],
    ['!!! ...', []],
    ['... -dogs', []],
    ['', []],
    ['dogs & !here | (a <-> b):*', []],
  ])('of %j finds what a search engine finds', async (q, expected) => {
    expect((await scene.found(q)).toSorted()).toEqual(expected.map((index) => texts[index]!).toSorted());
  });
});

describe('words', () => {
  it.each([
    ['accents', 'Das Café in Zürich', ['cafe', 'CAFÉ', 'zurich', 'Zürich']],
    ['accents that are characters of their own', 'Cafe\u0301 creme', ['café', 'cafe']],
    ['sharp s', 'Die große Straße', ['grosse', 'straße', 'STRASSE']],
    ['ligatures', 'The ﬁnal oﬀer', ['final', 'offer']],
    ['soft hyphens', 'Donau\u00adschiff', ['donauschiff']],
    ['Cyrillic', 'Годовой ОТЧЁТ', ['отчет', 'ГОДОВОЙ']],
    ['Arabic, with and without vowels', 'قرأت كِتَابًا جديدا', ['كتابا', 'كِتَابًا']],
    ['Hebrew, with and without points', 'שָׁלוֹם עולם', ['שלום']],
    ['Chinese inside of a run', '东京是日本的首都', ['日本', '首都', '东京是', '"日本的首都"', '京']],
    ['Japanese', '東京都の天気とデータベース', ['天気', 'データ', 'データベース', '東京都']],
    ['Korean with particles', '서울에서 만나요', ['서울', '만나']],
    ['Thai', 'ภาษาไทยง่ายมาก', ['ไทย', 'ภาษา']],
    ['rare Chinese characters', '𠮷野家で', ['𠮷野', '野家']],
    ['a symbol', 'party 🎉 tonight', ['🎉']],
    ['digits of other widths', 'Raum １２３', ['123']],
    ['names with signs', 'mail to a.b@example.com about e-mail', ['a.b@example.com', 'e-mail', '"e-mail"']],
  ])('with %s are found', async (_, text, queries) => {
    await scene.add({ chunks: [text, 'something else'] });
    for (const q of queries) expect([q, await scene.found(q)]).toEqual([q, [text]]);
  });

  it('of a document with a language are found in their other forms, as long as it has the language', async () => {
    await scene.add({ chunks: ['Die Häuser der Städte'], language: 'german' });
    await scene.add({ chunks: ['Houses of cities'], language: 'english' });
    await scene.add({ chunks: ['Haus und house'] });
    expect(await scene.found('Haus')).toEqual(expect.arrayContaining(['Die Häuser der Städte', 'Haus und house']));
    expect(await scene.found('house')).toEqual(expect.arrayContaining(['Houses of cities', 'Haus und house']));
    expect(await scene.found('Haus -house')).toEqual(['Die Häuser der Städte']);
    const { hits } = await scene.search('"Haus der Stadt"');
    expect(hits.map(({ highlight }) => highlight)).toEqual(['Die <mark>Häuser</mark> der <mark>Städte</mark>']);
  });

  it('are compared in the languages that the API offers, and in no others', async () => {
    const configurations = await scene.query<{ name: string }>(
      `SELECT substr(cfgname, 9) AS name FROM pg_ts_config WHERE cfgname LIKE 'airlock\\_%'`,
    );
    const [check] = await scene.query<{ text: string }>(
      `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint
       WHERE conrelid = 'documents'::regclass AND pg_get_constraintdef(oid) LIKE 'CHECK ((language %'`,
    );
    const allowed = [...check!.text.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    const languages = Object.keys(documentLanguages).toSorted();
    expect(configurations.map(({ name }) => name).toSorted()).toEqual(languages);
    expect(allowed.toSorted()).toEqual(languages);
  });

  it('of which parts are typed are found when whole words find little', async () => {
    await scene.add({ chunks: ['Donaudampfschifffahrt', 'Das Größenverhältnis', '100%_sicher'] });
    for (const q of ['schiff', 'donau', 'GRÖSSEN', 'donau -nothing'])
      expect([q, await scene.search(q)]).toMatchObject([
        q,
        { match: 'partial_words', hits: [{ documentName: 'report' }] },
      ]);
    expect(await scene.found('"schiff"')).toEqual([]);
    expect(await scene.found('schiff das')).toEqual([]);
    expect(await scene.found('%%%')).toEqual([]);
    expect((await scene.search('donaudampfschifffahrt')).match).toBe('whole_words');
  });
});

describe('the order of hits', () => {
  it('is by how often and how close the words are, then newest first', async () => {
    const chunks = [
      `budget ${'word '.repeat(60)} plan`,
      'the budget plan of the budget plan',
      'a budget and much later a plan',
    ];
    const { id } = await scene.add({ chunks });
    const newer = await scene.add({ chunks: [chunks[1]!] });
    const { hits } = await scene.search('budget plan');
    expect(hits.map(({ documentId, index }) => [documentId, index])).toEqual([
      [newer.id, 0],
      [id, 1],
      [id, 2],
      [id, 0],
    ]);
    for (const { score } of hits) expect(score).toBeGreaterThan(0);
    for (const { score } of hits) expect(score).toBeLessThan(1);
  });

  it('has whole words before parts of words', async () => {
    await scene.add({ chunks: ['ingestion ingestion ingestion ingestion', 'one ingest'] });
    expect(await scene.found('ingest')).toEqual(['one ingest', 'ingestion ingestion ingestion ingestion']);
  });

  it('takes the meaning into account once an embedder is configured', async () => {
    await scene.add({ chunks: ['bank bank of the river', 'bank with money'] });
    const embedder: Embedder = {
      isConfigured: true,
      embed: async (texts) => texts.map((text) => (/money|bank$/.test(text) ? [1, 0] : [0, 1])),
    };
    const [first] = await scene.found('bank');
    expect(first).toBe('bank bank of the river');
    expect((await scene.found('bank', { embedder })).toSorted()).toEqual(['bank bank of the river', 'bank with money']);
    const failing = { ...embedder, embed: () => Promise.reject(new Error('no model')) };
    expect(await scene.found('bank', { embedder: failing })).toHaveLength(2);
  });
});

describe('a highlight', () => {
  it('is safe to insert into a page, whatever the document contains', async () => {
    const attack = `x <script>alert('1')</script> <img src=x onerror="budget()"> & <mark> \u0001budget\u0002 </mark>`;
    await scene.add({ chunks: [attack], name: 'n' });
    const { hits } = await scene.search('budget script');
    expect(hits).toHaveLength(1);
    const { highlight } = hits[0]!;
    expect(highlight.replace(/<\/?mark>/g, '')).not.toMatch(/[<>"']/);
    expect(highlight).toContain('&lt;<mark>script</mark>&gt;');
    expect(highlight.match(/<mark>/g)?.length).toBe(highlight.match(/<\/mark>/g)?.length);
  });

  it('is short, and around what was found', async () => {
    await scene.add({ chunks: [`${'lorem ipsum '.repeat(200)}needle in ${'dolor sit '.repeat(200)}`] });
    const { highlight } = (await scene.search('needle')).hits[0]!;
    expect(highlight).toContain('<mark>needle</mark>');
    expect(highlight.length).toBeLessThan(300);
    expect(highlight).toMatch(/^….*…$/);
  });

  it('marks what was found inside of writing without spaces', async () => {
    await scene.add({ chunks: ['東京都の天気'] });
    expect((await scene.search('天気')).hits[0]?.highlight).toBe('東京都の<mark>天気</mark>');
  });
});

describe('only what can be read is found', () => {
  it('not in another workspace, in either role', async () => {
    const other = await makeTenant(scene.database);
    const theirs = await scene.add({ chunks: ['the same secret'], in: other });
    const mine = await scene.add({ chunks: ['the same secret'] });
    for (const q of ['secret', '"same secret"', 'secre', 'secret OR x'])
      expect((await scene.search(q)).hits.map(({ documentId }) => documentId)).toEqual([mine.id]);
    expect((await scene.search('secret', { as: other })).hits.map(({ documentId }) => documentId)).toEqual([theirs.id]);
  });

  it.each(['PENDING', 'PROCESSING', 'FAILURE'])('not of a document that is %s', async (status) => {
    await scene.add({ chunks: ['needle'], status });
    expect(await scene.found('needle')).toEqual([]);
  });

  it('not of a deleted document, a deleted file, a quarantined content, or one released for other files', async () => {
    const { id, uploadId, blobId } = await scene.add({ chunks: ['needle'] });
    const unless = async (change: string, back: string) => {
      expect(await scene.found('needle')).toEqual(['needle']);
      await scene.query(change);
      expect(await scene.found('needle')).toEqual([]);
      await scene.query(back);
    };
    const document = (set: string) => `UPDATE documents SET ${set} WHERE id = '${id}'`;
    const blob = (set: string) => `UPDATE blobs SET ${set} WHERE id = '${blobId}'`;
    await unless(document('deleted_at = now()'), document('deleted_at = NULL'));
    await unless(
      blob(`state = 'quarantined', quarantine_reason = 'x', generation = 1`),
      blob(`state = 'live', generation = 0`),
    );
    await unless(blob('generation = 2'), blob('generation = 0'));
    await scene.query(`UPDATE uploads SET status = 'REJECTED', status_reason = 'x' WHERE id = '${uploadId}'`);
    expect(await scene.found('needle')).toEqual([]);
  });

  it('not what the text was before it was extracted again', async () => {
    const { id } = await scene.add({ chunks: ['old words', 'old wordplay'] });
    await scene.write(id, ['new words']);
    expect(await scene.found('old')).toEqual([]);
    expect(await scene.found('wordpl')).toEqual([]);
    expect(await scene.found('words')).toEqual(['new words']);
  });

  it('in the documents of a knowledge base', async () => {
    const [one, two] = [await scene.knowledgeBase(), await scene.knowledgeBase()];
    await scene.add({ chunks: ['needle one'], knowledgeBases: [one] });
    await scene.add({ chunks: ['needle both'], knowledgeBases: [one, two] });
    await scene.add({ chunks: ['needle none'] });
    expect((await scene.found('needle', { knowledgeBaseId: one })).toSorted()).toEqual(['needle both', 'needle one']);
    expect(await scene.found('needl', { knowledgeBaseId: two })).toEqual(['needle both']);
    expect(await scene.found('needle', { knowledgeBaseId: await scene.knowledgeBase() })).toEqual([]);
    const foreign = await scene.knowledgeBase(await makeTenant(scene.database));
    for (const knowledgeBaseId of [foreign, 'kb_0000000000000000'])
      await expect(scene.search('needle', { knowledgeBaseId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('any text as a query', () => {
  it('is answered', async () => {
    await scene.add({ chunks: ['some text 東京 with 🎉'], language: 'english' });
    const pieces = [
      ...[
        '"',
        "'",
        '\\',
        '-',
        '(',
        ')',
        '|',
        '&',
        '!',
        ':*',
        '<->',
        'OR',
        ' ',
        '\t',
        '\u0001',
        '\u0002',
        '%',
        '_',
        '*',
      ],
      ...[
        'a',
        'text',
        'ß',
        'İ',
        '東',
        '京',
        '🎉',
        '\u0301',
        '\u200d',
        '\ufeff',
        'é',
        'http://x/y?z',
        "o'neil",
        '\ud83c\udf89',
        '́',
      ],
      ...["''", '\\\\', "\\'", '::', '$1', '\u2028', 'ﷺ', '٣', '１', 'a'.repeat(60), '9'.repeat(40)],
    ];
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let run = 0; run < 150; run++) {
      const q = Array.from({ length: 1 + random(12) }, () => pieces[random(pieces.length)]).join(random(2) ? '' : ' ');
      const answer = await scene.search(q.slice(0, 500).toWellFormed()).catch((error: unknown) => ({ q, error }));
      expect(answer).toMatchObject({ hits: expect.any(Array) });
    }
  });
});
