import { TextFlow } from './text-flow.js';
import type { XmlElement, XmlVisitor } from './xml-element.js';

const ignored = new Set(['a:pPr', 'a:rPr', 'a:endParaRPr', 'a:bodyPr', 'a:lstStyle']);

/** Reads the text of drawings: slides, notes, text boxes of sheets, diagrams, charts with their titles and categories. */
export class DrawingVisitor implements XmlVisitor {
  readonly flow: TextFlow;
  private isText = false;

  constructor(most: number) {
    this.flow = new TextFlow(most);
  }

  open(element: XmlElement): 'skip' | void {
    if (ignored.has(element.name) || isSlideNumber(element)) return 'skip';
    this.isText = element.name === 'a:t' || element.name === 'c:v';
    if (begins[element.name]) begins[element.name]!(this.flow);
    else if (element.name === 'a:br') this.flow.append('\n');
    else if (element.name === 'a:tab') this.flow.append('\t');
    else if (isValueOfChart(element)) return 'skip';
  }

  text(text: string): void {
    if (this.isText) this.flow.append(text);
  }

  close(name: string): void {
    this.isText = false;
    if (begins[name]) this.flow.end();
  }
}

/** The categories and names of a chart are one line each; they are held like cells of a row. */
const begins: Record<string, (flow: TextFlow) => void> = {
  'a:p': (flow) => flow.beginParagraph(),
  'a:tr': (flow) => flow.beginRow(),
  'a:tc': (flow) => flow.beginCell(),
  'c:strCache': (flow) => flow.beginRow(),
  'c:pt': (flow) => flow.beginCell(),
  'c:v': (flow) => flow.beginParagraph(),
};

/** Its number is no text of the slide. */
function isSlideNumber(element: XmlElement): boolean {
  return element.name === 'a:fld' && element.attribute('type') === 'slidenum';
}

/** Numbers of a chart say nothing without their place in it. */
function isValueOfChart({ name }: XmlElement): boolean {
  return name === 'c:numCache' || name === 'c:numLit' || name === 'c:externalData';
}
