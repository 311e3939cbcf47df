import { describe, expect, it } from 'vitest';
import { lossesLine, unreadable } from '../../../experiments/runs/text-report';
import { chosenTokenizer } from '../../../experiments/runs/tokenizer-choice';

const report = { texts: 100, unread: 0, glued: 0, letters: 0, tokenizer: 'words' as const };

describe('lossesLine', () => {
  it('names what was lost, and nothing else', () => {
    expect(lossesLine(report)).toBeUndefined();
    expect(lossesLine({ ...report, glued: 1200 })).toBe(
      'Tokenizer words: words joined to the word before ("not-bad" to "notbad"): 1,200. The tokenizer "unicode" keeps them',
    );
    expect(lossesLine({ ...report, unread: 3, tokenizer: 'unicode' })).toBe(
      'Tokenizer unicode: texts without a known word: 3 of 100',
    );
  });
});

describe('unreadable', () => {
  it('most texts without a known word are a reason to stop', () => {
    expect(unreadable({ ...report, unread: 50 }, 'look')).toBeUndefined();
    expect(unreadable({ ...report, unread: 51 }, 'look')).toBe('51 of 100 texts have no known word: look');
    expect(unreadable({ ...report, unread: 51, letters: 9 }, 'look')).toContain('use --tokenizer unicode');
  });
});

describe('chosenTokenizer', () => {
  it.each([
    ['auto', 'data/aclImdb', 'words'],
    ['auto', 'data/Kaggle/data.csv', 'words'],
    ['auto', 'data/Kaggle2', 'unicode'],
    ['auto', '/home/me/Kaggle', 'unicode'],
    ['unicode', 'data/aclImdb', 'unicode'],
    ['words', '/home/me', 'words'],
  ] as const)('%s for %s is %s', (choice, dir, name) => expect(chosenTokenizer(choice, dir)).toBe(name));
});
