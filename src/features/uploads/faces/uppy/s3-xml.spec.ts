import { expect, it } from '@jest/globals';
import { completedParts, element, listOfParts, xmlDocument } from './s3-xml.js';

it('writes text that cannot end its element', () => {
  expect(element('Key', `a<b>&"'`)).toBe('<Key>a&lt;b&gt;&amp;&quot;&apos;</Key>');
  expect(xmlDocument('R', listOfParts([{ partNumber: 1, etag: 'e', size: 2 }]))).toContain(
    '<R xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Part><PartNumber>1</PartNumber><ETag>&quot;e&quot;</ETag><Size>2</Size></Part></R>',
  );
});

it('reads the parts of a completion', () => {
  const part = (number: number, etag: string) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`;
  const xml = `<CompleteMultipartUpload>${part(1, '"a"')}${part(2, '&quot;b&quot;')}</CompleteMultipartUpload>`;
  expect(completedParts(xml)).toEqual([
    { partNumber: 1, etag: '"a"' },
    { partNumber: 2, etag: '"b"' },
  ]);
});

it.each([
  '',
  '{}',
  '<Other/>',
  '<CompleteMultipartUpload>',
  '<!DOCTYPE a [<!ENTITY b "c">]><CompleteMultipartUpload><Part/></CompleteMultipartUpload>',
  '<CompleteMultipartUpload><Part><PartNumber>x</PartNumber><ETag>a</ETag></Part></CompleteMultipartUpload>',
])('refuses %p', (xml) => {
  expect(() => completedParts(xml)).toThrow(/^(body|PartNumber|parts)/);
});
