import { describe, expect, test } from 'vitest';
import { decoder, readTexts } from '../../lib/reading';
import { byteDecoder } from '../../lib/reading/byte-decoder';
import { readContent } from './read';

/** Decodes bytes in parts of `size`. */
function decoded(bytes: Uint8Array, encoding?: string, size = bytes.length) {
  const decode = decoder('x.csv', encoding);
  let text = '';
  for (let at = 0; at < bytes.length; at += size) text += decode.write(bytes.subarray(at, at + size));
  text += decode.end();
  return { text, encoding: decode.encoding, strays: decode.strays };
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const utf16 = (text: string, isBigEndian = false) =>
  Uint8Array.from([...text].flatMap((c) => (isBigEndian ? [0, c.charCodeAt(0)] : [c.charCodeAt(0), 0])));
/** Returns Russian text in windows-1251. */
const cyrillic = (text: string) =>
  Uint8Array.from(text, (c) => {
    const code = c.charCodeAt(0);
    return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
  });

/** Returns text in an encoding of one byte for each character. */
function encoded(text: string, encoding: string): Uint8Array {
  const all = byteDecoder(encoding.toLowerCase()).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  return Uint8Array.from(text, (character) => all.indexOf(character));
}

describe('decoder', () => {
  test.each([
    ['UTF-8', utf8('€ 😀 déjà'), '€ 😀 déjà', 'UTF-8'],
    ['UTF-8 with a mark', utf8('\ufeffdéjà'), 'déjà', 'UTF-8'],
    ['UTF-16 with a mark', Uint8Array.of(0xff, 0xfe, ...utf16('Good film')), 'Good film', 'UTF-16LE'],
    ['UTF-16 of the other order', Uint8Array.of(0xfe, 0xff, ...utf16('Good', true)), 'Good', 'UTF-16BE'],
    ['UTF-16 without a mark', utf16('A good film, again'), 'A good film, again', 'UTF-16LE'],
    ['Latin-1', latin1('Un film très bon'), 'Un film très bon', 'windows-1252'],
    [
      "windows-1252's dash",
      Uint8Array.of(...latin1('film '), 0x97, ...latin1(' \x93good\x94')),
      'film — “good”',
      'windows-1252',
    ],
    ['a byte at the end', latin1('café'), 'café', 'windows-1252'],
    ['nothing', new Uint8Array(), '', 'UTF-8'],
    ['three bytes', utf8('abc'), 'abc', 'UTF-8'],
  ])('%s is found', (_, bytes, text, encoding) => {
    for (const size of [bytes.length || 1, 1, 3])
      expect(decoded(bytes, undefined, size)).toEqual({ text, encoding, strays: undefined });
  });

  test('Russian text in windows-1251 is found', () => {
    const text = 'Ужасный фильм, совсем не понравился. Отличный фильм, очень понравился всем нам.';
    expect(decoded(cyrillic(text))).toMatchObject({ text, encoding: 'windows-1251' });
  });

  test.each([
    ['macintosh', 'déjà “très” déçu, c’est à voir'],
    ['cp850', 'déjà très déçu, über größere Señores'],
    ['cp850', 'Küchenmesser in der Küche gefunden'],
    ['cp850', 'eine schöne Größe'],
    ['macintosh', 'Å vente på sjøen, ÅRET i Århus'],
    ['ISO-8859-2', 'świetny film, książka jest piękna i wzruszająca, żałosna obsługa'],
    ['windows-1250', 'świetny film, książka jest piękna i wzruszająca, żałosna obsługa'],
    ['ibm866', 'Ужасный фильм, совсем не понравился. Отличный фильм, очень понравился всем нам.'],
    ['x-mac-cyrillic', 'Ужасная, прекрасная, долгая история. Я смеялся и плакал вместе с героями.'],
    ['KOI8-R', 'Ужасный фильм, совсем не понравился. Отличный фильм, очень понравился всем нам.'],
    ['KOI8-U', 'Жахливий фільм, зовсім не сподобався. Їжа чудова, її хочеться ще.'],
    ['windows-874', 'ภาพยนตร์เรื่องนี้สนุกมาก การแสดงดีเยี่ยม แต่ตอนจบน่าเบื่อ บริการแย่มาก'],
    [
      'windows-1257',
      'Labai geras filmas, man patiko, žiūrėčiau dar kartą. Aktoriai puikūs, įspūdinga muzika',
    ],
    ['windows-1257', 'Ļoti laba filma, noteikti skatīšos vēlreiz. Aktieri lieliski, mūzika brīnišķīga'],
    ['ISO-8859-2', 'všem se líbil, určitě se na něj znovu podívám, příběh vášně, žádné drama'],
    ['ISO-8859-2', 'veľmi sa mi páčil, určite si ho pozriem znova, žiadna dráma, ťažké'],
    ['windows-1250', 'všem se líbil, určitě se na něj znovu podívám, příběh vášně, žádné drama'],
    ['windows-1250', 'odličan početak, ali loša usluga, sigurno ću čekati kod kuće, šteta, žao mi je'],
    ['windows-1250', 'A színészek kitűnőek, a zene gyönyörű, de a vége unalmas. Fűszeres, őrült.'],
    ['windows-1254', 'çok beğendim, kesinlikle tekrar izleyeceğim, sonu sıkıcı, şaşırtıcı bir şey'],
    ['windows-1252', 'Mjög góð mynd, mun örugglega horfa aftur, þjónusta léleg, það er ömurlegt, við biðum'],
    ['windows-1253', 'πολύ καλή ταινία, κακή εξυπηρέτηση και μεγάλη αναμονή, μου άρεσε πολύ'],
    ['windows-1252', 'don’t “say” it… – Größe • 20 € ½ Señor, œuvre, Kindle™'],
  ])('%s is found, also behind much English', (encoding, text) => {
    const bytes = encoded(text, encoding);
    expect(decoded(bytes)).toMatchObject({ text, encoding });
    const english = 'An English review of a film, with nothing else in it.\n'.repeat(100);
    expect(decoded(Uint8Array.of(...utf8(english), ...bytes))).toMatchObject({
      text: `${english}${text}`,
      encoding,
    });
  });

  test.each(['Фильм чудесный', 'Поганий фільм', 'Дуже сподобалось'])(
    'few words in KOI8 are no katakana: %s',
    (text) => expect(decoded(encoded(text, 'koi8-u')).text).toBe(text),
  );

  test('half-width katakana is Japanese', () => {
    const bytes = [0xc4, 0xc3, 0xd3, 0x20, 0xd6, 0xb6, 0xaf, 0xc0, 0x20, 0xc3, 0xde, 0xbd, 0x20, 0xbb, 0xb2];
    expect(decoded(Uint8Array.from(bytes)).text).toBe('ﾄﾃﾓ ﾖｶｯﾀ ﾃﾞｽ ｻｲ');
  });

  test('Korean is no Thai, whose bytes it has', () => {
    const hex =
      'bfb5c8adb0a120c1a4b8bb20c0e7b9ccc0d6befabeeebfe420b9e8bfecb5e9c0c720bfacb1e2b5b520c8c7b8a2c7dfbdc0b4cfb4d9';
    expect(decoded(Uint8Array.from(Buffer.from(hex, 'hex'))).text).toBe(
      '영화가 정말 재미있었어요 배우들의 연기도 훌륭했습니다',
    );
  });

  test('Shift_JIS behind English is found', () => {
    const bytes = [130, 177, 130, 204, 137, 102, 137, 230, 130, 205, 141, 197, 141, 130, 130, 197, 130, 181];
    const rows = Uint8Array.of(
      ...utf8('text\nAn English review of a film\n'),
      ...bytes,
      0x0a,
      ...bytes,
      0x0a,
    );
    expect(decoded(rows)).toMatchObject({ encoding: 'shift_jis' });
    expect(decoded(rows).text).toContain('この映画は最高でし');
  });

  test('UTF-16 of another script is found without a mark', () => {
    const text = 'text,label\nужасный фильм,0\nотличный фильм,1\n';
    const bytes = Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]));
    expect(decoded(bytes)).toMatchObject({ text, encoding: 'UTF-16LE' });
    const swapped = bytes.map((_, at) => bytes[at ^ 1]!);
    expect(decoded(swapped)).toMatchObject({ text, encoding: 'UTF-16BE' });
    expect(() => decoded(Uint8Array.of(0xff, 0xfe, ...bytes.slice(0, -1)))).toThrow(/cut off or damaged/);
  });

  test('UTF-8 to which windows-1252 was appended keeps its characters', () => {
    const bytes = Uint8Array.of(...utf8('Un film très déçu. '), ...latin1('Un échec très déçu'));
    expect(decoded(bytes)).toMatchObject({
      text: 'Un film très déçu. Un échec très déçu',
      encoding: 'UTF-8',
    });
  });

  test('characters that a found encoding does not have are counted', async () => {
    const good = encoded('πολύ καλή ταινία, κακή εξυπηρέτηση και μεγάλη αναμονή', 'windows-1253');
    const { notes } = await readContent(
      'x.csv',
      Uint8Array.of(...utf8('text,label\n'), ...good, 0xd2, ...utf8(',1\nb,0\n')),
    );
    expect(notes.join('\n')).toMatch(/1 character is not in windows-1253, and replaced by/);
  });

  test('an encoding that only later bytes show is told', async () => {
    const source = {
      name: 'x.csv',
      async *chunks() {
        yield utf8('text,label\nplain,1\nfilm,0\n');
        yield latin1('très bien,1\n');
      },
    };
    const { texts, notes } = await readTexts([{ source }], { headBytes: 10 });
    expect(texts.at(-1)!.text).toBe('très bien');
    expect(notes.join('\n')).toContain('x.csv: read as windows-1252, as bytes after the beginning show');
  });

  test('single bytes of windows-1252 in UTF-8 are read, counted and placed', () => {
    const bytes = Uint8Array.of(...utf8('déjà vu, très bien: '), 0xa3, ...utf8('5 und 6'), 0x97);
    expect(decoded(bytes)).toEqual({
      text: 'déjà vu, très bien: £5 und 6—',
      encoding: 'UTF-8',
      strays: { count: 2, first: 23 },
    });
  });

  test('UTF-16 is refused for a file of UTF-8, which would be Chinese', () => {
    const bytes = utf8('text,label\nschön,1\n');
    for (const encoding of ['utf-16', 'utf-16be'])
      expect(() => decoded(bytes, encoding)).toThrow(/x\.csv is not UTF-16[LB]E: its bytes are UTF-8; give/);
    expect(decoded(utf16('text,label\nfine,1\n'), 'utf-16').text).toBe('text,label\nfine,1\n');
    const chinese = Uint8Array.from(
      [...'这部电影很好看我很喜欢'].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
    );
    expect(decoded(chinese, 'utf-16').text).toBe('这部电影很好看我很喜欢');
  });

  test('a given encoding is strict, and names the first wrong byte', () => {
    expect(() => decoded(latin1('Un film très bon'), 'utf8')).toThrow(
      /x\.csv is not UTF-8: the byte 0xe8 at offset 10 .*give another encoding/,
    );
    expect(() => decoded(Uint8Array.of(0x61, 0x81, 0x20), 'shift_jis')).toThrow(/is not shift_jis/);
  });

  test.each([
    ['latin-1', 'windows-1252'],
    ['latin1', 'windows-1252'],
    ['cp1252', 'windows-1252'],
    ['ISO-8859-1', 'windows-1252'],
    ['utf_8', 'UTF-8'],
    ['utf-8-sig', 'UTF-8'],
    ['cp1251', 'windows-1251'],
    ['ibm850', 'cp850'],
    ['mac_roman', 'macintosh'],
    ['GBK', 'GBK'],
  ])("Python's name %s is known", (name, encoding) => {
    expect(decoder('x', name).encoding).toBe(encoding);
  });

  test('an unknown name is refused with others', () => {
    expect(() => decoder('x', 'klingon')).toThrow(/"klingon" is unknown: give utf-8, .*windows-1252/);
    expect(() => decoder('x', 'constructor')).toThrow('the encoding "constructor" is unknown');
  });

  test('a file that ends within a character is cut off', () => {
    expect(() => decoded(utf8('déjà €').subarray(0, 8))).toThrow(/ends within a character: it is cut off/);
  });

  test('UTF-32 is refused', () => {
    expect(() => decoded(Uint8Array.of(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0))).toThrow(/UTF-32/);
  });
});
