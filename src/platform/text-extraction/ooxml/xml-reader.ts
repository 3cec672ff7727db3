import { SaxesParser, type SaxesTagNS } from 'saxes';
import { ExtractionError } from '../extraction-error.js';
import { XmlElement, type XmlVisitor } from './xml-element.js';

const MOST_DEPTH = 512;
/** What stands between two tags is in memory at once. */
const LONGEST_RUN = 16 * 1024 * 1024;

/**
 * Reads one part as a stream, within limits: no document type (and so no entities), bounded depth. Of alternate contents
 * the first choice is visited, so that a text box is not read twice.
 */
export class XmlReader {
  private readonly parser = new SaxesParser({ xmlns: true, position: false });
  private readonly names: string[] = [];
  /** For each alternate content around here, whether its choice was made. */
  private readonly choices: boolean[] = [];
  /** Depth of the element that is skipped. */
  private skipped = Infinity;
  private run = 0;

  constructor(private readonly visitor: XmlVisitor) {
    this.parser.on('doctype', () => {
      throw new ExtractionError('corrupt', 'The document declares XML entities, which Office documents never do.');
    });
    this.parser.on('error', (error) => {
      throw new ExtractionError('corrupt', undefined, { cause: error });
    });
    this.parser.on('opentag', (tag) => this.open(tag));
    this.parser.on('text', (text) => this.text(text));
    this.parser.on('cdata', (text) => this.text(text));
    this.parser.on('closetag', () => this.close());
  }

  write(text: string): void {
    this.run += text.length;
    if (this.run > LONGEST_RUN) throw new ExtractionError('too_large');
    this.parser.write(text);
  }

  end(): void {
    this.parser.close();
  }

  private open(tag: SaxesTagNS): void {
    this.run = 0;
    const element = new XmlElement(tag, this.names.at(-1) ?? '');
    if (this.names.push(element.name) > MOST_DEPTH)
      throw new ExtractionError('too_large', 'The document is nested too deeply to be read.');
    if (this.isVisited() && this.isSkipped(element)) this.skipped = this.names.length;
  }

  private isSkipped(element: XmlElement): boolean {
    if (element.name === 'mc:AlternateContent') {
      this.choices.push(false);
      return false;
    }
    if (element.name === 'mc:Choice' || element.name === 'mc:Fallback') return this.isChosenBefore();
    return this.visitor.open?.(element) === 'skip';
  }

  private isChosenBefore(): boolean {
    const before = this.choices.pop() ?? false;
    this.choices.push(true);
    return before;
  }

  private text(text: string): void {
    if (this.isVisited()) this.visitor.text?.(text);
  }

  private close(): void {
    this.run = 0;
    const depth = this.names.length;
    const name = this.names.pop() ?? '';
    if (depth > this.skipped) return;
    if (depth === this.skipped) this.skipped = Infinity;
    else if (name === 'mc:AlternateContent') this.choices.pop();
    else if (name !== 'mc:Choice' && name !== 'mc:Fallback') this.visitor.close?.(name);
  }

  private isVisited(): boolean {
    return this.skipped === Infinity;
  }
}
