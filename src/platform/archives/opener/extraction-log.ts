/** What 7-Zip says while it expands an archive. */
export class ExtractionLog {
  /** Members whose bytes were begun, folders included. */
  members = 0;
  encrypted = false;
  damaged = false;
  /** Compressed by a method that it has no decoder for. */
  unknownMethod = false;
  private excused = 0;

  constructor(
    private readonly links: ReadonlySet<string>,
    private readonly mayBeFollowed: boolean,
    private readonly memberBegins: () => void,
  ) {}

  /** Takes one line. */
  take(line: string): void {
    if (line.startsWith('- ')) {
      this.members += 1;
      this.memberBegins();
    } else if (line.startsWith('ERROR: ')) this.error(line);
  }

  /** What its exit code says beyond the lines. */
  ended(code: number): void {
    const explained = this.encrypted || this.unknownMethod || this.excused > 0;
    if (code !== 0 && !explained) this.damaged = true;
  }

  private error(line: string): void {
    const path = line.slice(line.indexOf(' : ') + 3);
    if (/^ERROR: (?:Data Error in encrypted file|Wrong password)/.test(line)) this.encrypted = true;
    else if (line.startsWith('ERROR: Unsupported Method')) this.unknownMethod = true;
    else if (this.mayBeFollowed && line.startsWith('ERROR: There are some data after the end')) this.excused += 1;
    // A link has no bytes of its own; 7-Zip creates it, and cannot write it to its output.
    else if (line.startsWith('ERROR: Data Error : ') && this.links.has(path)) this.excused += 1;
    else this.damaged = true;
  }
}
