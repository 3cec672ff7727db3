/** Fields hold an instruction and its result; only the result is text. A field may stand in another's instruction. */
export class FieldStack {
  private readonly stages: ('instruction' | 'result')[] = [];

  /** `kind`: the type of a `w:fldChar`. */
  mark(kind: string | undefined): void {
    if (kind === 'begin') this.stages.push('instruction');
    else if (kind === 'end') this.stages.pop();
    else if (kind === 'separate' && this.stages.pop()) this.stages.push('result');
  }

  get isInstruction(): boolean {
    return this.stages.includes('instruction');
  }

  /** No instruction goes on behind its paragraph: one that does was never ended. */
  endParagraph(): void {
    if (this.isInstruction) this.stages.length = 0;
  }
}
