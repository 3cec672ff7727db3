import { ExtractionError } from '../extraction-error.js';
import type { XmlElement, XmlVisitor } from '../ooxml/xml-element.js';

/** The texts that cells refer to by number. They are in memory while the sheets are read, so they are bounded. */
export class SharedStrings implements XmlVisitor {
  private readonly strings: string[] = [];
  private current = '';
  private isText = false;
  private characters = 0;

  /** `most`: characters of all together. */
  constructor(private readonly most: number) {}

  at(index: string): string {
    return this.strings[Number(index)] ?? '';
  }

  open({ name }: XmlElement): 'skip' | void {
    // The reading of East Asian characters is no text of the cell.
    if (name === 'x:rPh' || name === 'x:rPr') return 'skip';
    this.isText = name === 'x:t';
    if (name === 'x:si') this.current = '';
  }

  text(text: string): void {
    if (!this.isText) return;
    this.characters += text.length;
    if (this.characters > this.most) throw new ExtractionError('too_large');
    this.current += text;
  }

  close(name: string): void {
    this.isText = false;
    if (name === 'x:si') this.strings.push(this.current);
  }
}
