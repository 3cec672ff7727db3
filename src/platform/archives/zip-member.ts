/** The directory's entry of one member. */
export interface ZipMember {
  /** Cut at 1 KiB, so that a list of members stays small whatever they are called. */
  name: string;
  /** Only the name of a folder, without bytes. */
  folder: boolean;
  method: number;
  encrypted: boolean;
  compressedSize: number;
  size: number;
  crc32: number;
  /** Where its local header begins, counted from the start of the archive. */
  offset: number;
}
