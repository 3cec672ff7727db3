import type { ExtractionLimits, FormatExtractor } from '../format-extractor.js';
import { DrawingVisitor } from '../ooxml/drawing-visitor.js';
import { OfficePackage } from '../ooxml/office-package.js';
import { SegmentGroup } from '../ooxml/segment-group.js';
import { Progress } from '../progress.js';
import { segment } from '../segment.js';
import type { Extracted } from '../text-extractor.js';
import { CommentsVisitor } from './comments-visitor.js';
import { SheetVisitor } from './sheet-visitor.js';
import { openWorkbook } from './workbook.js';

/**
 * Sheets in the order of their tabs, hidden ones too. One segment a row; text boxes, charts and comments of a sheet
 * follow its rows. The page is the number of the sheet.
 */
export const xlsxExtractor: FormatExtractor = {
  accepts: ({ kind }) => kind === 'xlsx',

  async *extract({ bytes }, limits) {
    const office = await OfficePackage.open(bytes, limits);
    const workbook = await openWorkbook(office, limits);
    const progress = new Progress();
    const all = workbook.sheets.reduce((sum, { part }) => sum + office.sizeOf(part), 0);
    let read = 0;
    for (const [index, { name, part }] of workbook.sheets.entries()) {
      const place = { page: index + 1, sheet: name };
      const visitor = new SheetVisitor(workbook, limits.characters);
      for await (const bytes of office.steps(part, visitor)) {
        for (const row of visitor.take()) yield segment(row.text, { ...place, row: row.number });
        yield* progress.at((read += bytes) / all);
      }
      yield* besides(office, part, place, limits);
    }
  },
};

/** Text of a sheet that is in no cell. */
async function* besides(
  office: OfficePackage,
  sheet: string,
  place: { page: number; sheet: string },
  limits: ExtractionLimits,
): AsyncGenerator<Extracted> {
  const group = new SegmentGroup(place);
  for (const { type, target } of await office.relationships(sheet)) {
    if (type === 'drawing') {
      const charts = (await office.relationships(target)).filter((found) => found.type === 'chart');
      for (const drawing of [target, ...charts.map((chart) => chart.target)]) {
        const visitor = new DrawingVisitor(limits.characters);
        await office.visit(drawing, visitor);
        yield* group.add(visitor.flow.take());
      }
    } else if (type === 'comments') {
      const visitor = new CommentsVisitor(limits.characters);
      await office.visit(target, visitor);
      yield* group.add(visitor.flow.take());
    }
  }
  yield* group.end();
}
