import { ArchiveError } from '../../archives/archive-error.js';
import { BlockReader } from '../../archives/block-reader.js';
import { ZipArchive } from '../../archives/zip-archive.js';
import { locateZip } from '../../archives/zip-end.js';
import type { ZipMember } from '../../archives/zip-member.js';
import { randomAccess } from '../document-bytes.js';
import { ExtractionError } from '../extraction-error.js';
import type { DocumentBytes, ExtractionLimits } from '../format-extractor.js';
import { partName, relationshipsPart } from './part-name.js';
import { type Relationship, RelationshipsVisitor } from './relationships.js';
import type { XmlVisitor } from './xml-element.js';
import { XmlReader } from './xml-reader.js';
import { xmlText } from './xml-text.js';

const MOST_MEMBERS = 50_000;

/** An Office document: XML parts in a zip, linked by relationships. Parts are read as streams. */
export class OfficePackage {
  /** Bytes that may still be expanded. */
  private budget: number;

  private constructor(
    private readonly zip: ZipArchive,
    private readonly members: ReadonlyMap<string, ZipMember>,
    limits: ExtractionLimits,
  ) {
    this.budget = limits.expandedBytes;
  }

  static async open(bytes: DocumentBytes, limits: ExtractionLimits): Promise<OfficePackage> {
    return asExtraction(async () => {
      const reader = new BlockReader(randomAccess(bytes), new AbortController().signal);
      const bounds = await locateZip(reader);
      if (!bounds) throw new ExtractionError('corrupt');
      const zip = new ZipArchive(reader, bounds);
      const members = new Map<string, ZipMember>();
      for await (const member of zip.members()) {
        if (members.size >= MOST_MEMBERS) throw new ExtractionError('too_large');
        members.set(partName(member.name), member);
      }
      return new OfficePackage(zip, members, limits);
    });
  }

  has(part: string): boolean {
    return this.members.has(part);
  }

  /** Size of a part once it is expanded; 0 when there is none of the name. */
  sizeOf(part: string): number {
    return this.members.get(part)?.size ?? 0;
  }

  /** The part with the document itself. */
  async mainPart(): Promise<string> {
    const main = (await this.relationships('')).find(({ type }) => type === 'officeDocument');
    if (!main || !this.has(main.target)) throw new ExtractionError('corrupt');
    return main.target;
  }

  /** The relationships of a part to parts that exist. */
  async relationships(source: string): Promise<Relationship[]> {
    const visitor = new RelationshipsVisitor(source);
    await this.visit(relationshipsPart(source), visitor);
    return visitor.found.filter(({ target }) => this.has(target));
  }

  /** Reads a whole part; nothing happens when there is none of the name. */
  async visit(part: string, visitor: XmlVisitor): Promise<void> {
    const steps = this.steps(part, visitor);
    while (!(await steps.next()).done);
  }

  /** Reads a part; stops after each stretch, so that what the visitor found can be taken out. Yields the bytes read. */
  async *steps(part: string, visitor: XmlVisitor): AsyncGenerator<number> {
    const member = this.members.get(part);
    if (!member) return;
    // A member's size is checked while it is expanded: the zip reader refuses one that is larger than it says.
    this.budget -= member.size;
    if (this.budget < 0) throw new ExtractionError('too_large');
    const reader = new XmlReader(visitor);
    try {
      for await (const { text, bytes } of xmlText(this.zip.content(member))) {
        reader.write(text);
        yield bytes;
      }
    } catch (error) {
      throw extractionError(error);
    }
    reader.end();
  }
}

async function asExtraction<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw extractionError(error);
  }
}

function extractionError(error: unknown): unknown {
  if (!(error instanceof ArchiveError)) return error;
  return new ExtractionError(error.kind === 'encrypted' ? 'encrypted' : 'corrupt', undefined, { cause: error });
}
