/** What 7-Zip says of an archive before anything is expanded. */
export class ArchiveListing {
  members = 0;
  /** Of all members together, as far as the archive declares it. */
  bytes = 0;
  /** Some member needs a password. */
  encrypted = false;
  /** 7-Zip took it for an archive. */
  isOpen = false;
  /** The archive contradicts itself, or a part of it is missing. */
  damaged = false;
  /** How many bytes follow the end of the archive. */
  tailBytes = 0;
  /** Where in the input the archive begins. */
  offset = 0;
  /** Members that point to another one instead of having bytes. */
  readonly links = new Set<string>();
  private section: 'archive' | 'problems' | 'members' = 'archive';
  private path = '';
  private size = 0;

  /** Takes one line of `7z l -slt`. */
  take(line: string): void {
    if (line === '----------') this.section = 'members';
    else if (line === 'ERRORS:' || line === 'WARNINGS:') this.section = 'problems';
    else if (this.section === 'members') this.member(line);
    else this.archive(line);
  }

  private archive(line: string): void {
    if (line.includes('Cannot open encrypted archive')) this.encrypted = true;
    else if (line.startsWith('ERROR')) this.damaged = true;
    const [name, value] = property(line);
    if (name !== undefined) this.archiveHas(name, value);
    else if (line === '') this.section = 'archive';
    // What follows the end is scanned as a member.
    else if (this.section === 'problems' && line !== 'There are data after the end of archive') this.damaged = true;
  }

  private archiveHas(name: string, value: string | undefined): void {
    this.section = 'archive';
    if (name === 'Type') this.isOpen = true;
    if (name === 'Tail Size') this.tailBytes = Number(value);
    if (name === 'Offset') this.offset = Number(value);
    if (name === 'Encrypted' && value === '+') this.encrypted = true;
  }

  private member(line: string): void {
    const [name, value = ''] = property(line);
    if (name === 'Path') {
      this.members += 1;
      this.path = value;
    } else if (name === 'Size') {
      this.size = Number(value) || 0;
      this.bytes += this.size;
    } else if (name === 'Encrypted' && value === '+') this.encrypted = true;
    else if (/^(?:Symbolic|Hard) Link$/.test(name ?? '') && value !== '') this.link();
  }

  private link(): void {
    this.links.add(this.path);
    this.bytes -= this.size;
    this.size = 0;
  }
}

function property(line: string): [name?: string, value?: string] {
  const at = line.indexOf(' = ');
  return at > 0 ? [line.slice(0, at), line.slice(at + 3)] : line.endsWith(' =') ? [line.slice(0, -2), ''] : [];
}
