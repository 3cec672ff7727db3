/** A field of a message in Protocol Buffers: numbers as they are, texts, bytes and messages as bytes. */
interface Field {
  number: number;
  value: bigint | Buffer;
}

/** The fields of a message, in order. Throws where it is cut off. */
export function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const bytes = (length: number): Buffer => {
    if (at + length > message.length) throw new Error('the message is cut off');
    at += length;
    return message.subarray(at - length, at);
  };
  const read: Record<number, () => bigint | Buffer> = {
    0: varint,
    1: () => bytes(8).readBigUInt64LE(),
    2: () => bytes(Number(varint())),
    5: () => BigInt(bytes(4).readUInt32LE()),
  };
  while (at < message.length) {
    const tag = Number(varint());
    fields.push({ number: tag >> 3, value: read[tag & 7]!() });
  }
  return fields;
}

/** The messages in a repeated field. */
export const messagesIn = (message: Buffer, number: number): Buffer[] =>
  fieldsOf(message).flatMap((field) => (field.number === number ? [field.value as Buffer] : []));

export const textIn = (message: Buffer, number: number): string => messagesIn(message, number)[0]?.toString() ?? '';
export const hexIn = (message: Buffer, number: number): string => messagesIn(message, number)[0]?.toString('hex') ?? '';
export const numberIn = (message: Buffer, number: number): bigint =>
  (fieldsOf(message).find((field) => field.number === number)?.value as bigint | undefined) ?? 0n;
