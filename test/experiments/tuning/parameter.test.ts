import { describe, expect, it } from 'vitest';
import { similarNames } from '../../../experiments/runs/similar-names';
import { systemNamed } from '../../../experiments/systems/systems';
import { parseParameter, parseSpace, writtenRange } from '../../../experiments/tuning/parameter';

const simple = systemNamed('simple');

describe('parseParameter', () => {
  it.each([
    ['learning_rate=1e-4..1e-2:log', { kind: 'number', from: 1e-4, to: 1e-2, scale: 'log' }],
    ['--learning-rate = 0.001..0.01', { kind: 'number', from: 0.001, to: 0.01, scale: 'linear' }],
    ['dropout_keep_prob=.5...9', { kind: 'number', from: 0.5, to: 0.9, scale: 'linear' }],
    ['hidden_size=16..256:log', { kind: 'whole number', from: 16, to: 256, scale: 'log' }],
    ['hidden_size=64, 128', { kind: 'choice', values: [64, 128] }],
    ['mean_over=words,columns', { kind: 'choice', values: ['words', 'columns'] }],
    ['sequence_len=None,auto,50', { kind: 'choice', values: [null, 'auto', 50] }],
  ])('%s', (text, range) => {
    expect(parseParameter(text, simple).range).toEqual(range);
  });

  it.each([
    [
      'learning_rat=1..2',
      '--param learning_rat: simple has no flag of this name; similar ones: learning_rate',
    ],
    ['hidden=1,2', 'similar ones: hidden_size'],
    ['xyz=1,2', /has no flag of this name$/],
    ['__proto__=1,2', '--param __proto__: simple has no flag of this name'],
    ['constructor=1..2', '--param constructor: simple has no flag of this name'],
    ['learning_rate', 'it takes NAME=FROM..TO'],
    ['learning_rate=', 'it takes NAME=FROM..TO'],
    ['learning_rate=0..1', '--param learning_rate: 0: it takes a number above 0'],
    ['hidden_size=8.5..16', '8.5: it takes a whole number at least 1'],
    ['hidden_size=64', '64 is one value, so there is nothing to search; give it as a flag'],
    ['hidden_size=64,64', 'a value is given twice'],
    ['hidden_size=128..64', '128..64: the first number must be the lower one'],
    ['mean_over=words..columns', 'it takes no range of numbers; list values, separated by commas'],
    ['sequence_len=None..50', 'both ends must be numbers'],
    ['mean_over=words,rows', 'rows: it takes one of columns, words'],
    ['random_state=1,2', 'a seed is no hyperparameter'],
    ['test_size=0.1,0.2', 'all trials need the same data and validation set'],
  ])('refuses %s and says what is wrong', (text, message) => {
    expect(() => parseParameter(text, simple)).toThrow(message);
  });

  it('takes earlier names of flags, and refuses a second range of one', () => {
    const nb = systemNamed('nb');
    expect(parseSpace(['min_texts=1,2'], nb)).toEqual({ min_df: { kind: 'choice', values: [1, 2] } });
    expect(() => parseSpace(['min_texts=1,2', 'min-df=2,3'], nb)).toThrow('--param min_df is given twice');
  });

  it('writes a range as it is given', () => {
    const texts = ['learning_rate=0.0001..0.01:log', 'hidden_size=16..32', 'sequence_len=None,50'];
    for (const text of texts) {
      const { name, range } = parseParameter(text, simple);
      expect(writtenRange(name, range)).toBe(text);
    }
  });
});

describe('similarNames', () => {
  it('names what was probably meant, the nearest first', () => {
    const names = ['learning_rate', 'train_steps', 'hidden_size', 'embedding_size'];
    expect(similarNames('hiden_size', names)).toEqual(['hidden_size']);
    expect(similarNames('size', names)).toEqual(['hidden_size', 'embedding_size']);
    expect(similarNames('lr', names)).toEqual([]);
  });
});
