import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { venvPython } from '../../lib/python';
import { readPickledDictionary } from '../../lib/text';

const WORDS = `{'the': 2, 'and': 3, 'caf\\u00e9': 255, '\\u4e2d\\U0001f600': 256, 'a\\nb\\\\': 70000, 'x' * 300: 2**31 - 1, 'big': 2**33, 'below': -5}`;
const ATTACK = `
class Attack:
    def __reduce__(self):
        import os
        return os.system, ("exit 3",)
`;
/** Python expressions that the tests pickle. */
const PICKLED = {
  words: WORDS,
  empty: '{}',
  many: "{'w%d' % n: n for n in range(2, 5000)}",
  attack: 'Attack()',
  'attack within': "{'the': Attack()}",
  list: '[1, 2]',
  number: '7',
  nested: "{'the': {'and': 2}}",
  'number as key': '{2: 3}',
  fraction: "{'the': 2.5}",
  truth: "{'the': True}",
  none: "{'the': None}",
  bytes: "{b'the': 2}",
  huge: "{'the': 2**80}",
  proto: "{'__proto__': 2, 'constructor': 3}",
};
const PROTOCOLS = [0, 1, 2, 3, 4, 5];

let made: Record<string, string[]>;
beforeAll(() => {
  const entries = Object.entries(PICKLED).map(([name, value]) => `${JSON.stringify(name)}: ${value}`);
  const program = `
import base64, json, pickle
${ATTACK}
print(json.dumps({name: [base64.b64encode(pickle.dumps(value, protocol=protocol)).decode() for protocol in range(6)]
                  for name, value in {${entries.join(', ')}}.items()}))`;
  made = JSON.parse(
    execFileSync(venvPython(), ['-c', program], { encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 24 }),
  );
});

/** Returns one of them, pickled by Python. */
function pickled(name: keyof typeof PICKLED, protocol: number): Buffer {
  return Buffer.from(made[name]![protocol]!, 'base64');
}

const read = (bytes: Uint8Array) => readPickledDictionary(bytes, 'words.pkl');
const ascii = (text: string) => Buffer.from(text, 'latin1');

describe('readPickledDictionary', () => {
  it.each(PROTOCOLS)('reads a dictionary of protocol %i', (protocol) => {
    const found = read(pickled('words', protocol));
    expect(Object.fromEntries(found)).toEqual({
      the: 2,
      and: 3,
      café: 255,
      '中😀': 256,
      'a\nb\\': 70_000,
      ['x'.repeat(300)]: 2 ** 31 - 1,
      big: 2 ** 33,
      below: -5,
    });
  });

  it.each(PROTOCOLS)('reads an empty and a large dictionary of protocol %i', (protocol) => {
    expect(read(pickled('empty', protocol)).size).toBe(0);
    const many = read(pickled('many', protocol));
    expect([many.size, many.get('w2'), many.get('w4999')]).toEqual([4998, 2, 4999]);
  });

  it('reads byte strings of Python 2', () => {
    // cPickle.dumps({'the': 2, "it's \xc3\xa9": 300}, -1), and with protocol 0
    const binary = Buffer.concat([
      ascii("\x80\x02}q\x01(U\x03theq\x02K\x02U\x07it's \xc3\xa9q\x03M\x2c\x01u."),
    ]);
    expect([...read(binary)]).toEqual([
      ['the', 2],
      ["it's é", 300],
    ]);
    const text = ascii("(dp1\nS'the'\np2\nI2\nsS\"it's \\xc3\\xa9\"\np3\nI300\nsS'\\xe9'\nL7L\ns.");
    expect([...read(text)]).toEqual([
      ['the', 2],
      ["it's é", 300],
      ['é', 7],
    ]);
  });
});

describe('readPickledDictionary with malicious or broken input', () => {
  it.each(PROTOCOLS)(
    'a pickle of protocol %i that calls a function throws without calling it',
    (protocol) => {
      expect(() => read(pickled('attack', protocol))).toThrow(/words\.pkl holds operation (STACK_)?GLOBAL/);
      expect(() => read(pickled('attack within', protocol))).toThrow(/which would call a function/);
    },
  );

  it.each([
    ['list', /holds operation 0x5d/],
    ['number', /holds no single dictionary/],
    ['nested', /a value that is no whole number, for "the"/],
    ['number as key', /a key that is no string/],
    ['fraction', /holds operation 0x47/],
    ['truth', /holds operation 0x88/],
    ['none', /holds operation 0x4e/],
    ['bytes', /holds operation 0x43/],
    ['huge', /no whole number of a usual size/],
  ] as const)('content other than words with ids throws: %s', (name, message) =>
    expect(() => read(pickled(name, 3))).toThrow(message),
  );

  it('a boolean of protocol 0 throws', () =>
    expect(() => read(pickled('truth', 0))).toThrow(/no whole number/));

  it.each([
    ['nothing', ''],
    ['a dictionary without an end', '}'],
    ['a string that is longer than the file', '}X\xff\xff\xff\x7fabc'],
    ['a string of negative length', '}T\xff\xff\xff\xff'],
    ['a line without an end', '(dp0'],
  ])('truncated input throws: %s', (_, bytes) => {
    expect(() => read(ascii(bytes))).toThrow(/words\.pkl is cut off at byte \d+/);
  });

  it.each([
    ['a reference to nothing', 'h\x05.', /a reference to nothing/],
    ['items of no dictionary', 'K\x01K\x02s.', /items of no dictionary/],
    ['an end without a beginning', '}u.', /an end without a beginning/],
    ['a key without a value', '}(U\x01au.', /items of no dictionary/],
    ['a mark as a value', '}U\x01a(s.', /a value that is no whole number/],
    ['a memo of nothing', 'q\x00.', /a memo of nothing/],
    ['two dictionaries', '}}.', /no single dictionary/],
    ['a persistent object', 'Pname\n.', /operation 0x50/],
    ['a character that there is not', '}V\\UFFFFFFFF\nK\x02s.', /a character that there is not/],
    ['an extension', '\x82\x01.', /operation 0x82/],
  ])('invalid input throws: %s', (_, bytes, message) => {
    expect(() => read(ascii(bytes))).toThrow(message);
  });

  it('words such as __proto__ and constructor are ordinary keys', () => {
    const found = read(pickled('proto', 4));
    expect([found.get('__proto__'), found.get('constructor'), found.size]).toEqual([2, 3, 2]);
  });
});
