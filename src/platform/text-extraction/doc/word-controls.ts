const FIELD_BEGIN = '\u0013';
const FIELD_RESULT = '\u0014';
const FIELD_END = '\u0015';

/** Word's own characters → text. What is not listed and below the space has no text: anchors of pictures, notes and comments. */
const replacements: Record<string, string> = {
  '\t': '\t',
  '\n': '\n',
  '\v': '\n',
  '\f': '\n',
  '\r': '\n',
  '\u000e': '\n',
  '\u001e': '-',
};
const CELL_END = '\u0007';
// eslint-disable-next-line no-control-regex -- They are Word's marks.
const CONTROLS = /[\u0000-\u001f]/g;
const ROW_END = /\u0007\u0007/g; // eslint-disable-line no-control-regex -- As above.

/** Turns Word's control characters into text. Of fields, such as links and page numbers, the result stays and the code goes. */
export class WordControls {
  /** For each open field, the innermost last: whether its code goes on. */
  private readonly fields: boolean[] = [];

  text(raw: string): string {
    // eslint-disable-next-line no-control-regex -- They are Word's marks of fields.
    const visible = raw.split(/([\u0013-\u0015])/).map((part) => this.part(part));
    return visible
      .join('')
      .replace(ROW_END, '\n')
      .replace(CONTROLS, (control) => (control === CELL_END ? '\t' : (replacements[control] ?? '')));
  }

  private part(part: string): string {
    if (part === FIELD_BEGIN) this.fields.push(true);
    else if (part === FIELD_RESULT) this.fields.splice(-1, 1, false);
    else if (part === FIELD_END) this.fields.pop();
    else return this.fields.includes(true) ? '' : part;
    return '';
  }
}
