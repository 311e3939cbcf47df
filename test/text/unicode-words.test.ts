import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleaningLosses, tokenizer, unicodeWords, withoutMarkup } from '../../lib/text';

describe('withoutMarkup', () => {
  test.each([
    ['one<br>two<br/>three<BR />four', 'one two three four'],
    ['<p class="a">Good</p>&nbsp;<b>fun</b>', ' Good \u00a0 fun '],
    ['it&#39;s &quot;ok&quot; &amp; I &lt;3 it', 'it\'s "ok" & I <3 it'],
    ['escaped twice: &amp;lt;3 &amp;amp;', 'escaped twice: <3 &'],
    ['as text: &lt;br /&gt;&lt;br /&gt;done', 'as text:   done'],
    ['first\\n\\nsecond\\tthird', 'first  second third'],
    ['a < b, x<y, <3, <rant> AT&T R&D &copy', 'a < b, x<y, <3, <rant> AT&T R&D &copy'],
  ])('%j becomes %j', (text, plain) => expect(withoutMarkup(text)).toBe(plain));
});

describe('unicodeWords', () => {
  test.each<[string, string, string]>([
    ['accents', "D\u00e9cevant \u00e0 l'exc\u00e8s", "décevant à l'excès"],
    ['decomposed accents', 'cafe\u0301 CAFE\u0301', 'café café'],
    ['Cyrillic', 'УЖАСНЫЙ фильм!', 'ужасный фильм !'],
    ['Greek', 'ΟΔΟΣ όχι', 'οδος όχι'],
    ['Arabic, stretched and vocalized', 'جـــميل جِدًّا', 'جميل جِدًّا'],
    ['Persian with a joiner', 'می‌خواهم', 'میخواهم'],
    ['Hindi', 'बहुत अच्छी फ़िल्म', 'बहुत अच्छी फ़िल्म'],
    ['Korean', '정말 좋은 영화', '정말 좋은 영화'],
    ['Chinese', '很好看！iPhone手机', '很 好 看 ! iphone 手 机'],
    ['Japanese', '最高のコーヒー。', '最 高 の コ ー ヒ ー'],
    ['Thai', 'ดีมาก', 'ดี ม า ก'],
    ['white space', 'not\nbad\tat\u00a0all\u3000now\u2028yes\u200bno', 'not bad at all now yes no'],
    ['dashes', 'good-looking, slow—boring–dull', 'good looking slow boring dull'],
    ['points without a space', 'Great...really.Bad/good', 'great really bad good'],
    [
      'apostrophes',
      "I DIDN’T, didn't, don`t 'quote' dogs' rock'n'roll",
      "i didn't didn't don't quote dogs rock'n'roll",
    ],
    ['numbers', '10/10, 3.5 stars, 2nd', '10 10 3 5 stars 2nd'],
    ['emoji', 'so😀😀bad 👍🏽 ❤️ 👩‍❤️‍👨 🇩🇪 ok', 'so 😀 😀 bad 👍 ❤ 👩\u200d❤\u200d👨 🇩🇪 ok'],
    ['signs that are no emoji', '© Brand™ ®', 'brand'],
    ['emoticons', "fun :) :-( ;D :'( <3 at 12:30 http://x.org", "fun :) :-( ;d :'( <3 at 12 30 http x org"],
    ['hashtags and names', '#happy_days @user', 'happy days user'],
    ['markup', 'a&eacute;<br>b<i>c</i>', 'aé b c'],
    ['soft hyphens', 'won\u00adder', 'wonder'],
    ['exclamation marks', 'so good!!!! really?! ¿no? 本当？', 'so good !! really ?! no ? 本 当 ?'],
    ['no word', ' ... -- ', ''],
  ])('%s', (_, text, words) => expect(unicodeWords(text).join(' ')).toBe(words));

  test('the words of words are the same words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const words = unicodeWords(text);
        for (const word of words) expect(word.toLowerCase()).toBe(word);
        expect(unicodeWords(words.join(' '))).toEqual(words);
      }),
    );
  });

  test('a megabyte takes a second at most', { timeout: 20_000 }, () => {
    for (const part of ['<a ', '&amp;', 'слово', ':(', "a'", '\u200d', '😀\u200d', 'é', '手']) {
      const started = process.cpuUsage();
      unicodeWords(part.repeat(1e6 / part.length));
      const { user } = process.cpuUsage(started);
      expect(user, part).toBeLessThan(2e6);
    }
  });
});

describe('tokenizer', () => {
  test('unicode removes stop words and truncates at the end', () => {
    const unicode = tokenizer('unicode', new Set(["don't"]));
    expect(unicode.tokenize("I don't like été", 2)).toEqual(['i', 'like']);
    expect(unicode.specialTokens).toBe(0);
  });

  test.each(['words', 'unicode', 'punctuation'] as const)('%s: kept says what truncation keeps', (name) => {
    const { tokenize, kept } = tokenizer(name);
    const text = Array.from({ length: 9 }, (_, n) => `w${n}`).join(' ');
    const all = tokenize(text);
    for (let maxLength = 0; maxLength <= 10; maxLength++) {
      const { start, end } = kept(all.length, maxLength);
      const some = [...all.slice(0, start), ...all.slice(all.length - end)];
      expect(some).toEqual(tokenize(text, maxLength));
    }
  });

  test('an unknown name is refused', () =>
    expect(() => tokenizer('wordz' as 'words')).toThrow('use unicode, words, punctuation'));
});

describe('cleaningLosses', () => {
  test.each([
    ['not\nbad\tat\u00a0all', { glued: 3, letters: 0 }],
    ["Don't. Great!<br />Fine", { glued: 0, letters: 0 }],
    ['well-made, 10/10', { glued: 2, letters: 0 }],
    ["décevant à l'excès", { glued: 0, letters: 3 }],
    ['ужасный', { glued: 0, letters: 7 }],
  ])('of %j: %j', (text, losses) => expect(cleaningLosses(text)).toEqual(losses));
});
