import { describe, expect, it } from '@jest/globals';
import { encoded } from '../../../../test/support/encoded-text.js';
import { segmentsOf } from '../../../../test/support/segments-of.js';

const read = async (bytes: Buffer) => (await segmentsOf(bytes, 'txt')).map(({ text }) => text).join('\n');

const german = 'Alle Menschen sind frei und gleich an Würde und Rechten geboren. Größere Übel – „vermeiden“.';
const japanese = '吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。ニャーニャー泣いていた。';
const arabic = 'يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. وقد وهبوا عقلا وضميرا.';
const russian = 'Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом.';
const greek = 'Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.';
const korean = '모든 국민은 법 앞에 평등하다. 누구든지 성별 종교 또는 사회적 신분에 의하여 차별을 받지 아니한다.';
const chinese = '天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。寒来暑往，秋收冬藏。本报告说明了项目的进展情况。';
const taiwanese = '天地玄黃，宇宙洪荒。日月盈昃，辰宿列張。寒來暑往，秋收冬藏。本報告說明了專案的進展情況。';
const polish = 'Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Zażółć gęślą jaźń.';
const hebrew = 'כל בני אדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון.';
const turkish = 'Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler.';

describe('the encoding of a text file without a mark', () => {
  it.each([
    ['windows-1252', german],
    ['windows-1250', polish],
    ['iso-8859-2', polish],
    ['windows-1251', russian],
    ['koi8-r', russian],
    ['iso-8859-5', russian],
    ['ibm866', russian],
    ['windows-1253', greek],
    ['windows-1254', turkish],
    ['windows-1255', hebrew],
    ['windows-1256', arabic],
    ['iso-8859-6', arabic],
    ['shift_jis', japanese],
    ['euc-jp', japanese],
    ['iso-2022-jp', japanese],
    ['gb18030', chinese],
    ['big5', taiwanese],
    ['euc-kr', korean],
    ['utf-16le', german],
    ['utf-16be', german],
    ['utf-16le', japanese],
    ['utf-16be', chinese],
    ['utf-16le', arabic],
    ['utf-16le', russian],
    ['utf-32le', german],
    ['utf-32be', japanese],
  ])('is found: %s', async (encoding, text) => {
    expect(await read(encoded(text, encoding))).toBe(text);
  });
});

describe('a text file', () => {
  it.each(['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'])('with the mark of %s is read by it', async (encoding) => {
    expect(await read(encoded(`\ufeff${japanese} 😀 ${german}`, encoding))).toBe(`${japanese} 😀 ${german}`);
  });

  it('in UTF-8 is read with and without its mark', async () => {
    expect(await read(Buffer.from(`\ufeff${arabic}`))).toBe(arabic);
    expect(await read(Buffer.from(arabic))).toBe(arabic);
  });

  it('in UTF-8 with an error stays UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from(german.repeat(5)), Buffer.from([0xe9]), Buffer.from(german)]);
    expect(await read(bytes)).toBe(`${german.repeat(5)}\ufffd${german}`);
  });

  it('is judged by its first character that is not ASCII, however late it comes', async () => {
    const ascii = 'plain text\n'.repeat(50_000);
    expect(await read(Buffer.concat([Buffer.from(ascii), encoded(german, 'windows-1252')]))).toContain(german);
  });

  it('may have a character on either side of each chunk', async () => {
    const text = japanese.repeat(3_000);
    for (const shift of ['', 'a', 'ab'])
      expect((await read(Buffer.from(shift + text))).replaceAll('\n', '')).toBe(shift + text);
  });

  it.each([
    ['random bytes', Buffer.from(Array.from({ length: 2_000 }, (_, i) => (i * i * 31 + (i >> 3) * 7) % 256))],
    ['a picture', Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(500, 3), Buffer.alloc(500)])],
  ])('that is %s is no text', async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('no text') });
  });
});
