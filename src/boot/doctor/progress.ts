/** Says on the terminal how far it is, on one line that changes; elsewhere once, that it began. */
export class Progress {
  constructor(
    private readonly what: string,
    private readonly out: { isTTY?: boolean; write(text: string): unknown } = process.stderr,
  ) {}

  readonly show = (done: number, all: number): void => {
    if (this.out.isTTY) this.out.write(`\r${this.what} ${done}/${all} `);
  };

  begin(): void {
    this.out.write(this.out.isTTY ? this.what : `${this.what}\n`);
  }

  end(): void {
    if (this.out.isTTY) this.out.write(`\r${' '.repeat(this.what.length + 8)}\r`);
  }
}
