import { describe, expect, it } from 'vitest';
import { explainedText, probabilityByWord } from '../../lib/plots';

const explanation = {
  text: 'A <b>dull</b> film',
  label: 'positive' as const,
  tokens: ['a', '<b>', 'dull', 'film'],
  unknown: [false, true, false, false],
  probability: 0.2,
  after: [0.5, 0.51, 0.1, 0.2],
  from: [0.2, 0.2, 0.1, 0.6],
  importance: [0, 0.01, -0.4, 0.1],
};

describe('explainedText', () => {
  const { html, alt } = explainedText(explanation);

  it('colors words by sign and size of their importance', () => {
    const styleOf = (word: string) => new RegExp(`style="([^"]*)">${word}<`).exec(html)![1]!;
    const backgroundOf = (word: string) => {
      const [, color, alpha] = /background:(#\w{6})(\w{2});/.exec(styleOf(word))!;
      return { color, alpha: Number.parseInt(alpha!, 16) };
    };
    const [against, inFavor] = [backgroundOf('dull'), backgroundOf('film')];
    expect(against.color).not.toBe(inFavor.color);
    expect(against.alpha).toBeGreaterThan(inFavor.alpha);
    expect(inFavor.alpha).toBeGreaterThan(0);
    expect(backgroundOf('a').alpha).toBe(0);
    expect(styleOf('dull')).toContain('underline');
    expect(styleOf('film')).not.toContain('underline');
  });

  it('bold and italic tell the sign of importance on a page that drops styles', () => {
    expect(html).toMatch(/<b [^>]*>film<\/b>/);
    expect(html).toMatch(/<i [^>]*>dull<\/i>/);
    expect(html).toMatch(/<span [^>]*>a<\/span>/);
  });

  it('the title of a word holds its two numbers and says if it is unknown', () => {
    expect(html).toContain('title="after it: 10 % positive; without it: +40 points"');
    expect(html).toContain('without it: −1 points; an unknown word');
  });

  it('the text is escaped', () => {
    expect(html).not.toContain('<b>d');
    expect(html).toContain('&lt;b&gt;');
  });

  it('the alt text holds the probability, the text and the most important words', () =>
    expect(alt).toBe(
      '20 % positive: a <b> dull film. Most important: dull −40 points, film +10 points, <b> +1 points.',
    ));
});

describe('probabilityByWord', () => {
  it('the chart has two points per word, in percent', () => {
    const { data, layout, alt } = probabilityByWord(explanation);
    expect(data.map(({ y }) => y)).toEqual([
      [50, 51, 10, 20],
      [20, 20, 10, 60],
    ]);
    expect(layout.xaxis!.ticktext).toEqual(['a', '&lt;b&gt;', 'dull', 'film']);
    expect(alt).toContain('up to a word from 50 % to 20 %, of the text from a word on from 20 % to 60 %');
  });
});
