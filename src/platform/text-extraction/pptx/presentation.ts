import { ExtractionError } from '../extraction-error.js';
import type { ExtractionLimits } from '../format-extractor.js';
import type { OfficePackage } from '../ooxml/office-package.js';
import type { XmlElement, XmlVisitor } from '../ooxml/xml-element.js';

/** The parts of a presentation's slides, in the order in which they are shown; hidden ones are among them. */
export async function slideParts(office: OfficePackage, limits: ExtractionLimits): Promise<string[]> {
  const main = await office.mainPart();
  const targets = new Map((await office.relationships(main)).map(({ id, target }) => [id, target]));
  const visitor = new SlideList(limits.pages);
  await office.visit(main, visitor);
  return visitor.ids.map((id) => targets.get(id)).filter((target) => target !== undefined);
}

class SlideList implements XmlVisitor {
  readonly ids: string[] = [];

  constructor(private readonly most: number) {}

  open(element: XmlElement): void {
    if (element.name !== 'p:sldId') return;
    if (this.ids.push(element.attribute('r:id') ?? '') > this.most)
      throw new ExtractionError(
        'too_large',
        `The presentation has more than ${this.most.toLocaleString('en')} slides. Split it and upload its parts.`,
      );
  }
}
