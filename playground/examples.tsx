/** Sentences of our own to start from. */
const EXAMPLES: readonly (readonly [string, string])[] = [
  ['negation', 'The food was not good, and nobody was friendly.'],
  ['not bad at all', 'Not bad at all.'],
  ['sarcasm', 'Great, another two hours of my life that I will never get back.'],
  [
    'mixed',
    'The acting is superb and the pictures are lovely, but the plot is thin and the ending ruins everything.',
  ],
  ['unknown words', 'The frobnicator is blorfy, yet I love it.'],
  ['empty', ''],
];

/** Buttons that put an example into the text box. */
export function Examples({ text, onText }: { text: string; onText(text: string): void }) {
  return (
    <fieldset class="examples">
      <legend class="hidden">Examples</legend>
      {EXAMPLES.map(([name, example]) => (
        <button type="button" key={name} aria-pressed={text === example} onClick={() => onText(example)}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}
