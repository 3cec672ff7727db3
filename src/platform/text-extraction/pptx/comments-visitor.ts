import { DrawingVisitor } from '../ooxml/drawing-visitor.js';
import type { XmlElement } from '../ooxml/xml-element.js';

/** Comments of a slide: of older programs as `p:text`, of newer ones as paragraphs of a drawing. */
export class CommentsVisitor extends DrawingVisitor {
  private isComment = false;

  override open(element: XmlElement): 'skip' | void {
    this.isComment = element.name === 'p:text';
    if (this.isComment) this.flow.beginParagraph();
    return super.open(element);
  }

  override text(text: string): void {
    if (this.isComment) this.flow.append(text);
    else super.text(text);
  }

  override close(name: string): void {
    this.isComment = false;
    if (name === 'p:text') this.flow.end();
    super.close(name);
  }
}
