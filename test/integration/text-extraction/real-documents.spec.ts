import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { documentFormats, type DocumentFormat } from '../../../src/platform/text-extraction/text-extractor.js';
import { LentExtractor } from '../../support/caged-extractor.js';
import { type RealFile, realFilesMissing, unpackRealFiles } from '../../support/real-files.js';

/** Part of a file's name → words that it holds; none: it is blank, or a picture. Each was looked at by eye. */
const words: Record<string, string> = {
  '432252-fixture.pdf':
    'Adobe® Portable Document Format (PDF) is a universal file format that preserves all of the fonts',
  '5036aa-fixture-smallest.pdf': 'Test document made with Adobe Illustrator free trial',
  '53bc9d-fixture-printed.pdf': '',
  'e35c3c-fixture-minimal.pdf': 'Hello World',
  '1942ff-pdf.pdf': 'Marcel',
  '8cb13b-pdf.pdf': 'Marcel',
  'quick.pdf': 'The quick brown fox jumps over the lazy dog',
  'testOverlappingText.pdf': 'Text the second time',
  'testPDF.pdf': 'Apache Tika is a toolkit for detecting and extracting metadata',
  '47304.doc': 'Just  a “test”',
  '47950_lower.doc': 'This is a sample Word document',
  '47950_normal.doc': 'This is a sample Word document',
  '47950_upper.doc': 'This is a sample Word document',
  'simple_lower_case.doc': 'This is a sample Word document',
  'simple_normal_case.doc': 'This is a sample Word document',
  'testOptionalHyphen.doc': 'optionalhyphen',
  'fixture2.docx': 'consectetur adipiscing elit',
  'wordprocessingml.document.docx': '',
  '55733.docx': 'TEST',
  '52288.docx': 'Certain infectious and parasitic diseases',
  '55966.docx': 'Content control that is the entire paragraph',
  '52449.docx': 'Allerød, 11-01-2012',
  'test_recursive_embedded.docx': 'embed_0',
  'testOptionalHyphen.docx': 'optionalhyphen',
  'fixture.pptx': 'Unicorns!',
  'fixture-office365.pptx': '5 tips for a simpler way to work',
  'converted_from_google_slide.pptx': '',
  'presentationml.presentation.pptx': '',
  '49386-null_dates.pptx': 'Title',
  '51187.pptx': '',
  '56812.pptx': 'Link to file and embedded',
  '60042.pptx': '',
  'testMSChart-govdocs-428996.pptx': 'Thin Film Partnership Subcontract Budgets',
  'testOptionalHyphen.pptx': 'optionalhyphen',
  'fixture2.xlsx': 'Test',
  'downloaded-from-google-docs.xlsx': 'a\tb\tc',
  'spreadsheetml.sheet.xlsx': '',
  'converted_from_google_sheet.xlsx': '',
  '51444.xlsx': 'ROW1\tROW3',
  'stress020.xlsx': '2019年泰州市7月份银行业金融机构存贷款情况',
  '50154.xlsx': 'path with brackets',
  'testComment.xlsx': 'Here is a comment',
  '56f71f-csv.csv': "a lot but now it's just some <body> that I used to know",
  'svg.csv': 'Marcel Marceau\t94\t<svg></svg>',
  'bom.csv': 'Name\tAge\tOccupation',
  'test-columnar.csv': '01JAN60:00:00:10',
  'foo.csv': '456\tqwertyuiop\t98765',
  'plain.txt': 'Marcel',
  'Bug47742-text.txt': 'Der Gggggg Satz',
  'quick.txt': 'Der schnelle braune Fuchs springt über den faulen Hund',
  'testTXT_win-1252.txt': 'think this is a “windows” encoding',
  'testIgnoreCharset.txt': 'ACTIVE AGE',
};

const formatOf = ({ name }: RealFile) => documentFormats.find((format) => extname(name).toLowerCase() === `.${format}`);

/** Documents of many programs and years, read in the cage. */
(realFilesMissing ? describe.skip : describe)(
  `real documents${realFilesMissing ? `: ${realFilesMissing}` : ''}`,
  () => {
    let lent: LentExtractor;
    let real: Awaited<ReturnType<typeof unpackRealFiles>>;
    beforeAll(async () => {
      [lent, real] = await Promise.all([LentExtractor.open(), unpackRealFiles()]);
    });
    afterAll(() => Promise.all([lent.close(), real.remove()]));

    it('hold the words that are seen in them', async () => {
      const documents = real.files.filter(formatOf);
      expect(documents.length).toBeGreaterThan(50);
      for (const file of documents) {
        const wanted = Object.entries(words).find(([name]) => file.name.endsWith(name));
        const text = await lent.text(readFileSync(file.path), formatOf(file) as DocumentFormat);
        expect([file.name, wanted?.[1] === '' ? text : text.includes(wanted![1])]).toEqual([
          file.name,
          wanted?.[1] === '' ? '' : true,
        ]);
      }
    });

    it.each([
      ['efe01d-testComment.rtf', 'Here is a comment'],
      ['df5479-message.rtf', 'Five files from Hell!'],
      ['poi-4158ed-47304.doc', 'Just  a “test”'],
    ])('%s is read under the name of a Word document', async (name, wanted) => {
      const file = real.files.find((found) => found.name.endsWith(name))!;
      expect(await lent.text(readFileSync(file.path), 'doc')).toContain(wanted);
    });
  },
);
