import { Parser } from 'htmlparser2';
import { ExtractionError } from '../extraction-error.js';

/** Elements whose content is not shown, of HTML and of Word's XML. */
const unseen = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'svg',
  'w:bindata',
  'w:instrtext',
  'w:fldsimple',
  'o:p',
]);
const breaks = new Set([
  ...['p', 'div', 'br', 'li', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'title', 'table', 'ul', 'ol', 'dt', 'dd', 'hr'],
  ...['pre', 'blockquote', 'section', 'article', 'header', 'footer', 'caption', 'option', 'w:p', 'w:tr', 'w:br'],
]);
const tabs = new Set(['td', 'th', 'w:tc', 'w:tab']);
/** Closing a tower of elements takes time that grows with its square. */
const MOST_DEPTH = 20_000;
/** In Word's XML only what stands in one of these is text. */
const WORD_TEXT = 'w:t';

/** Turns HTML, or a document that Word saved as XML, into the text that is seen. */
export class HtmlText {
  private text = '';
  private depth = 0;
  private unseen = 0;
  private isWordXml = false;
  private wordTexts = 0;
  private readonly parser = new Parser(
    {
      onopentagname: (name) => this.opened(name),
      onclosetag: (name) => this.closed(name),
      ontext: (text) => this.found(text),
    },
    { decodeEntities: true, lowerCaseTags: true, recognizeSelfClosing: true },
  );

  /** The text that was found since the last call. */
  take(source: string): string {
    this.parser.write(source);
    return this.collected();
  }

  end(): string {
    this.parser.end();
    return this.collected();
  }

  private collected(): string {
    const { text } = this;
    this.text = '';
    return text;
  }

  private opened(name: string): void {
    if (++this.depth > MOST_DEPTH) throw new ExtractionError('corrupt');
    this.isWordXml ||= name === 'w:worddocument';
    if (unseen.has(name)) this.unseen++;
    if (name === WORD_TEXT) this.wordTexts++;
    if (breaks.has(name)) this.text += '\n';
  }

  private closed(name: string): void {
    this.depth--;
    if (unseen.has(name)) this.unseen--;
    if (name === WORD_TEXT) this.wordTexts--;
    if (tabs.has(name)) this.text += '\t';
    else if (breaks.has(name)) this.text += '\n';
  }

  /** Line breaks of the source are spaces. */
  private found(text: string): void {
    if (this.unseen > 0) return;
    if (!this.isWordXml) this.text += text.replace(/\s+/g, ' ');
    else if (this.wordTexts > 0) this.text += text;
  }
}
