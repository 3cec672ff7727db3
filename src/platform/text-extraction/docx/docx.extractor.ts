import type { ExtractionLimits, FormatExtractor } from '../format-extractor.js';
import { DrawingVisitor } from '../ooxml/drawing-visitor.js';
import { OfficePackage } from '../ooxml/office-package.js';
import type { Relationship } from '../ooxml/relationships.js';
import { SegmentGroup } from '../ooxml/segment-group.js';
import { Progress } from '../progress.js';
import type { Extracted } from '../text-extractor.js';
import { WordVisitor } from './word-visitor.js';

/** What follows the body, in this order. */
const behind = ['diagramData', 'chart', 'footnotes', 'endnotes', 'comments', 'footer'];
const drawings = new Set(['diagramData', 'chart']);

/**
 * Headers, body, diagrams, notes, comments, footers; headers and footers with the same text count once. Where pages end
 * is decided by the program that shows the document, so no segment has a page.
 */
export const docxExtractor: FormatExtractor = {
  accepts: ({ kind }) => kind === 'docx',

  async *extract({ bytes }, limits) {
    const office = await OfficePackage.open(bytes, limits);
    const main = await office.mainPart();
    const others = new OtherParts(office, await office.relationships(main), limits);
    yield* others.ofType('header');
    yield* body(office, main, limits);
    for (const type of behind) yield* others.ofType(type);
  },
};

async function* body(office: OfficePackage, main: string, limits: ExtractionLimits): AsyncGenerator<Extracted> {
  const group = new SegmentGroup();
  const progress = new Progress();
  const visitor = new WordVisitor(limits.characters);
  let read = 0;
  for await (const bytes of office.steps(main, visitor)) {
    yield* group.add(visitor.flow.take());
    yield* progress.at((read += bytes) / office.sizeOf(main));
  }
  yield* group.end();
}

/** The parts around the body, each text once. */
class OtherParts {
  private readonly seen = new Set<string>();

  constructor(
    private readonly office: OfficePackage,
    private readonly relationships: Relationship[],
    private readonly limits: ExtractionLimits,
  ) {}

  async *ofType(type: string): AsyncGenerator<Extracted> {
    const targets = new Set(this.relationships.filter((found) => found.type === type).map(({ target }) => target));
    for (const target of targets) {
      const visitor = new (drawings.has(type) ? DrawingVisitor : WordVisitor)(this.limits.characters);
      await this.office.visit(target, visitor);
      const lines = visitor.flow.take();
      const text = lines.join('\n');
      if (this.seen.has(text)) continue;
      this.seen.add(text);
      const group = new SegmentGroup();
      yield* group.add(lines);
      yield* group.end();
    }
  }
}
