/** Of version 21 of compiled rules. */
export const RULE_BYTES = 432;

const [VALUE_AT, MOST_VALUE_BYTES] = [32, 128];
const [COMPACT_SPACE, OPTIONAL_SPACE] = [1, 2];
const [ANY_CASE_OF_LOWER, ANY_CASE_OF_UPPER] = [4, 8];
const TEXT_FLAGS_AT = 28;
/** Unsigned, without a space, for binary files, for text: none of them changes where a rule looks. */
const PLAIN_FLAGS = 0x78;

/** One rule in the format of libmagic's compiled database (`struct magic` in its file.h). */
export class CompiledRule {
  constructor(private readonly bytes: Buffer) {}

  /** 0: a rule of its own. Others are tried when the rule before them has matched. */
  get level(): number {
    return this.bytes.readUInt8(2);
  }

  get type(): number {
    return this.bytes.readUInt8(6);
  }

  get offset(): number {
    return this.bytes.readInt32LE(12);
  }

  /** How many places are searched; 0: all. */
  get range(): number {
    return this.bytes.readUInt32LE(24);
  }

  /** Of numbers: the bits that count, in the lowest byte first; all where none is set. */
  get mask(): Buffer {
    return this.bytes.subarray(24, 32);
  }

  /** Whether it matches what is equal to its value, at a fixed place. */
  get isPlain(): boolean {
    const flags = this.bytes.readUInt16LE(0);
    const [relation, maskOperation] = [this.bytes.readUInt8(4), this.bytes.readUInt8(9)];
    return relation === '='.charCodeAt(0) && maskOperation === 0 && (flags & ~PLAIN_FLAGS) === 0 && this.offset >= 0;
  }

  /** Whether white space in its value stands for any amount of it. */
  get foldsSpace(): boolean {
    return (this.bytes.readUInt32LE(TEXT_FLAGS_AT) & (COMPACT_SPACE | OPTIONAL_SPACE)) !== 0;
  }

  /** Whether letters of its value stand for small and capital ones. */
  get foldsCase(): boolean {
    return (this.bytes.readUInt32LE(TEXT_FLAGS_AT) & (ANY_CASE_OF_LOWER | ANY_CASE_OF_UPPER)) !== 0;
  }

  /** Of rules that compare text. */
  get text(): string {
    return this.bytes.toString('latin1', VALUE_AT, VALUE_AT + Math.min(this.bytes.readUInt8(5), MOST_VALUE_BYTES));
  }

  /** Of rules that compare numbers, the lowest byte first. */
  get number(): Buffer {
    return this.bytes.subarray(VALUE_AT, VALUE_AT + 8);
  }
}
