const FIRST = Buffer.from(
  'd131dd02c5e6eec4693d9a0698aff95c2fcab58712467eab4004583eb8fb7f89' +
    '55ad340609f4b30283e488832571415a085125e8f7cdc99fd91dbdf280373c5b' +
    'd8823e3156348f5bae6dacd436c919c6dd53e2b487da03fd02396306d248cda0' +
    'e99f33420f577ee8ce54b67080a80d1ec69821bcb6a8839396f9652b6ff72a70',
  'hex',
);

/** The published collision of Wang and Yu (2004): where the second block's top bits are flipped. */
const FLIPPED = [19, 45, 59, 83, 109, 123];

/** Two different files with the same MD5, and so with the same ETag. What follows the collision does not end it. */
export function md5Collision(tail = ''): [Buffer, Buffer] {
  const second = Buffer.from(FIRST.map((byte, i) => (FLIPPED.includes(i) ? byte ^ 0x80 : byte)));
  return [Buffer.concat([FIRST, Buffer.from(tail)]), Buffer.concat([second, Buffer.from(tail)])];
}
