import { TextFlow } from '../ooxml/text-flow.js';
import type { XmlElement, XmlVisitor } from '../ooxml/xml-element.js';
import { FieldStack } from './field-stack.js';
import { symbol } from './symbols.js';

/** Properties, and text that is not read: deleted, moved away, the reading above a character. */
const ignored = new Set([
  ...['w:pPr', 'w:rPr', 'w:tblPr', 'w:trPr', 'w:tcPr', 'w:sectPr', 'w:sdtPr'],
  ...['w:del', 'w:moveFrom', 'w:rt'],
]);

/** Elements that stand for a character. */
const characters: Record<string, string> = {
  'w:tab': '\t',
  'w:ptab': '\t',
  'w:br': '\n',
  'w:cr': '\n',
  'a:br': '\n',
  'w:noBreakHyphen': '-',
};

const begins: Record<string, (flow: TextFlow) => void> = {
  'w:p': (flow) => flow.beginParagraph(),
  'a:p': (flow) => flow.beginParagraph(),
  'w:tr': (flow) => flow.beginRow(),
  'w:tc': (flow) => flow.beginCell(),
};

const texts = new Set(['w:t', 'm:t', 'a:t']);

/** Reads the text of a part of a Word document: body, header, footer, notes, comments. Inserted text counts. */
export class WordVisitor implements XmlVisitor {
  readonly flow: TextFlow;
  private readonly fields = new FieldStack();
  private isText = false;

  constructor(most: number) {
    this.flow = new TextFlow(most);
  }

  open(element: XmlElement): 'skip' | void {
    const { name } = element;
    if (ignored.has(name) || isSeparator(element)) return 'skip';
    this.isText = texts.has(name);
    if (begins[name]) begins[name](this.flow);
    else if (name === 'w:fldChar') this.fields.mark(element.attribute('fldCharType'));
    else this.append(characterOf(element));
  }

  text(text: string): void {
    if (this.isText) this.append(text);
  }

  close(name: string): void {
    this.isText = false;
    if (name === 'w:p') this.fields.endParagraph();
    if (begins[name]) this.flow.end();
  }

  private append(text: string): void {
    if (text && !this.fields.isInstruction) this.flow.append(text);
  }
}

function characterOf(element: XmlElement): string {
  if (element.name === 'w:sym') return symbol(element.attribute('font'), element.attribute('char'));
  return characters[element.name] ?? '';
}

/** The lines between text and notes are notes themselves, by their type. */
function isSeparator(element: XmlElement): boolean {
  const isNote = element.name === 'w:footnote' || element.name === 'w:endnote';
  return isNote && !['normal', undefined].includes(element.attribute('type'));
}
