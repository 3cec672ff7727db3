import { describe, expect, it } from '@jest/globals';
import { part, shape, slidesFile } from '../../../../test/support/ooxml-package.js';
import { segmentsOf } from '../../../../test/support/segments-of.js';

const line = (text: string) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`;
const read = async (bytes: Buffer) => (await segmentsOf(bytes, 'pptx')).map(({ page, text }) => [page, text]);

describe('the text of a presentation', () => {
  it('follows the order of the presentation, not of the files', async () => {
    const slides = { 'slide10.xml': line('first'), 'slide2.xml': line('second'), 'slide1.xml': line('third') };
    expect(await read(slidesFile(slides))).toEqual([
      [1, 'first'],
      [2, 'second'],
      [3, 'third'],
    ]);
  });

  it('counts slides that are empty, hidden or missing parts', async () => {
    const hidden = part('p:sld', shape(line('hidden'))).replace('<p:sld ', '<p:sld show="0" ');
    const file = slidesFile({ 'slide1.xml': '', 'slide2.xml': 'x' }, { parts: { 'ppt/slides/slide2.xml': hidden } });
    expect(await read(file)).toEqual([[2, 'hidden']]);
  });

  it('has breaks, tables and fields but not the number of the slide', async () => {
    const cell = (text: string) => `<a:tc><a:txBody>${line(text)}</a:txBody></a:tc>`;
    const table = `<a:tbl><a:tr>${cell('a')}${cell('b')}</a:tr><a:tr>${cell('c')}${cell('d')}</a:tr></a:tbl>`;
    const fields =
      '<a:p><a:fld type="slidenum"><a:t>1</a:t></a:fld><a:r><a:t>x</a:t></a:r><a:br/><a:r><a:t>y</a:t></a:r><a:fld type="datetime1"><a:t> 2026</a:t></a:fld></a:p>';
    expect(await read(slidesFile({ 'slide1.xml': table + fields }))).toEqual([[1, 'a\tb\nc\td\nx\ny 2026']]);
  });

  it('has diagrams, charts, notes and comments behind the slide they belong to', async () => {
    const title = `<c:title><c:tx><c:rich>${line('Sales')}</c:rich></c:tx></c:title>`;
    const points =
      '<c:strCache><c:pt idx="0"><c:v>North</c:v></c:pt><c:pt idx="1"><c:v>South</c:v></c:pt></c:strCache>';
    const numbers = '<c:numCache><c:pt idx="0"><c:v>4.3</c:v></c:pt></c:numCache>';
    const file = slidesFile(
      { 'slide1.xml': line('one'), 'slide2.xml': line('two') },
      {
        links: {
          'ppt/slides/slide1.xml': [
            ['notesSlide', '../notesSlides/notes1.xml'],
            ['comments', '../comments/comment1.xml'],
            ['chart', '../charts/chart1.xml'],
            ['diagramData', '../diagrams/data1.xml'],
          ],
        },
        parts: {
          'ppt/notesSlides/notes1.xml': part('p:notes', shape(line('note'))),
          'ppt/comments/comment1.xml': part('p:cmLst', '<p:cm><p:text>comment</p:text></p:cm>'),
          'ppt/charts/chart1.xml': part('c:chartSpace', title + points + numbers),
          'ppt/diagrams/data1.xml': part('p:data', line('diagram')),
        },
      },
    );
    expect(await read(file)).toEqual([
      [1, 'one\ndiagram\nSales\nNorth\tSouth\nnote\ncomment'],
      [2, 'two'],
    ]);
  });

  it('is refused with more slides than its limit', async () => {
    const slides = Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`slide${i}.xml`, line('x')]));
    await expect(segmentsOf(slidesFile(slides), 'pptx', { pages: 3 })).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('more than 3 slides'),
    });
  });
});
