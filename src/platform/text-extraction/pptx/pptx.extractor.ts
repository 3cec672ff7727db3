import type { ExtractionLimits, FormatExtractor } from '../format-extractor.js';
import { DrawingVisitor } from '../ooxml/drawing-visitor.js';
import { OfficePackage } from '../ooxml/office-package.js';
import { SegmentGroup } from '../ooxml/segment-group.js';
import { Progress } from '../progress.js';
import type { Extracted } from '../text-extractor.js';
import { CommentsVisitor } from './comments-visitor.js';
import { slideParts } from './presentation.js';

/** What belongs to a slide and follows its own text, in this order. */
const behind = ['diagramData', 'chart', 'notesSlide', 'comments'];

/** Slides in the order in which they are shown, each with its diagrams, notes and comments. */
export const pptxExtractor: FormatExtractor = {
  accepts: ({ kind }) => kind === 'pptx',

  async *extract({ bytes }, limits) {
    const office = await OfficePackage.open(bytes, limits);
    const slides = await slideParts(office, limits);
    const progress = new Progress();
    for (const [index, slide] of slides.entries()) {
      yield* slideText(office, slide, index + 1, limits);
      yield* progress.at((index + 1) / slides.length);
    }
  },
};

async function* slideText(
  office: OfficePackage,
  slide: string,
  page: number,
  limits: ExtractionLimits,
): AsyncGenerator<Extracted> {
  const group = new SegmentGroup({ page });
  const relationships = await office.relationships(slide);
  const related = behind.flatMap((type) => relationships.filter((found) => found.type === type));
  for (const { type, target } of [{ type: 'slide', target: slide }, ...related]) {
    const visitor = new (type === 'comments' ? CommentsVisitor : DrawingVisitor)(limits.characters);
    for await (const _ of office.steps(target, visitor)) yield* group.add(visitor.flow.take());
  }
  yield* group.end();
}
