import { resolveTarget } from './part-name.js';
import type { XmlElement, XmlVisitor } from './xml-element.js';

export interface Relationship {
  id: string;
  /** The last word of its type: `slide`, `notesSlide`, `sharedStrings`. */
  type: string;
  /** Name of the part it points at. */
  target: string;
}

/** More relationships than a part has. */
const MOST = 100_000;

/** Collects the relationships of a part to other parts of the package. */
export class RelationshipsVisitor implements XmlVisitor {
  readonly found: Relationship[] = [];

  constructor(private readonly source: string) {}

  open(element: XmlElement): void {
    if (element.name !== 'rel:Relationship' || this.found.length >= MOST) return;
    const target = element.attribute('Target');
    if (target === undefined || element.attribute('TargetMode') === 'External') return;
    const type = (element.attribute('Type') ?? '').split('/').at(-1) ?? '';
    this.found.push({ id: element.attribute('Id') ?? '', type, target: resolveTarget(this.source, target) });
  }
}
