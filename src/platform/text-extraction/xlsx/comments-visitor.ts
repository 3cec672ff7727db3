import { TextFlow } from '../ooxml/text-flow.js';
import type { XmlElement, XmlVisitor } from '../ooxml/xml-element.js';

/** Reads the comments of a sheet, one line each. */
export class CommentsVisitor implements XmlVisitor {
  readonly flow: TextFlow;
  private isText = false;

  constructor(most: number) {
    this.flow = new TextFlow(most);
  }

  open({ name }: XmlElement): 'skip' | void {
    if (name === 'x:rPr' || name === 'x:rPh') return 'skip';
    this.isText = name === 'x:t';
    if (name === 'x:comment') this.flow.beginParagraph();
  }

  text(text: string): void {
    if (this.isText) this.flow.append(text);
  }

  close(name: string): void {
    this.isText = false;
    if (name === 'x:comment') this.flow.end();
  }
}
