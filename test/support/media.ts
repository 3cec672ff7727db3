// The first boxes, chunks and frames of audio and video: as much as type detection needs.

function box(type: string, ...content: Buffer[]): Buffer {
  const data = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, data]);
}

/** A file of the ISO family; its brand says which. */
function isoMedia(brand: string, ...compatible: string[]): Buffer {
  const brands = Buffer.from([brand, '\0\0\0\0', brand, ...compatible].join(''), 'latin1');
  return Buffer.concat([box('ftyp', brands), box('free'), box('mdat', Buffer.alloc(16))]);
}

export const heic = (): Buffer => isoMedia('heic', 'mif1');
export const heif = (): Buffer => isoMedia('mif1', 'heic');
export const avif = (): Buffer => isoMedia('avif', 'mif1');
export const mov = (): Buffer => isoMedia('qt  ');
export const m4a = (): Buffer => isoMedia('M4A ', 'isom');
export const threeGp = (): Buffer => isoMedia('3gp4', 'isom');

function ebml(docType: string): Buffer {
  const type = Buffer.from(docType);
  const fields = Buffer.concat([
    Buffer.from('4286810142f7810142f2810442f38108', 'hex'),
    Buffer.from([0x42, 0x82, 0x80 | type.length]),
    type,
    Buffer.from('42878104428581 02'.replace(' ', ''), 'hex'),
  ]);
  const head = Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.from([0x80 | fields.length]), fields]);
  return Buffer.concat([head, Buffer.from('18538067ff', 'hex'), Buffer.alloc(32)]);
}

export const mkv = (): Buffer => ebml('matroska');

function riff(form: string, ...chunks: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from(form), ...chunks]);
  const head = Buffer.alloc(8);
  head.write('RIFF');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

export const wav = (): Buffer =>
  riff('WAVE', Buffer.from('666d7420100000000100010044ac000088580100020010006461746104000000', 'hex'), Buffer.alloc(4));
export const avi = (): Buffer => riff('AVI ', Buffer.from('LIST\x04\x00\x00\x00hdrl', 'latin1'), Buffer.alloc(64));

export const flac = (): Buffer =>
  Buffer.concat([Buffer.from('664c614380000022100010000000000000000ac442f0', 'hex'), Buffer.alloc(32)]);

function oggPage(payload: Buffer): Buffer {
  const head = Buffer.from('4f67675300020000000000000000010000000000000000000000', 'hex');
  return Buffer.concat([head, Buffer.from([1, payload.length]), payload]);
}

export const oggVorbis = (): Buffer => oggPage(Buffer.from('01766f72626973000000000244ac0000', 'hex'));
export const opus = (): Buffer =>
  oggPage(Buffer.from('OpusHead\x01\x02\x38\x01\x80\xbb\x00\x00\x00\x00\x00', 'latin1'));

/** One ADTS frame header and silence. */
export const aac = (): Buffer => Buffer.concat([Buffer.from('fff15080043ffc', 'hex'), Buffer.alloc(400)]);
