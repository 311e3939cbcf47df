import type { Known } from './use-inference';

/** A text to start from. */
export interface Example {
  name: string;
  text: string;
  /** The label that people give it. */
  people?: string;
}

const EXAMPLES: readonly Example[] = [
  { name: 'negation', text: 'The food was not good, and nobody was friendly.', people: 'negative' },
  { name: 'not bad at all', text: 'Not bad at all.', people: 'positive' },
  {
    name: 'sarcasm',
    text: 'Great, another two hours of my life that I will never get back.',
    people: 'negative',
  },
  {
    name: 'mixed',
    text: 'The acting is superb and the pictures are lovely, but the plot is thin and the ending ruins everything.',
    people: 'negative',
  },
  { name: 'unknown words', text: 'The frobnicator is blorfy, yet I love it.', people: 'positive' },
  { name: 'empty', text: '' },
];

/** Returns the label that people give a text; undefined unless it is one of the examples. */
export function labelOfPeople(text: string): string | undefined {
  return EXAMPLES.find((example) => example.text === text)?.people;
}

/** Buttons that put an example into the text box, and what people say of the chosen one. */
export function Examples(props: {
  text: string;
  known: Known | undefined;
  /** Texts that the reader labeled. Default: our sentences. */
  own: readonly Example[] | undefined;
  onText(text: string): void;
}) {
  const { text, known, own, onText } = props;
  const examples = own ?? EXAMPLES;
  const people = examples.find((example) => example.text === text)?.people;
  const label = known?.text === text ? known.inference.prediction.label : null;
  const isCompared = people !== undefined && label !== null && known!.classes.includes(people);
  return (
    <>
      <fieldset class="examples">
        <legend class="hidden">Examples</legend>
        {examples.map((example) => (
          <button
            type="button"
            key={example.name}
            aria-pressed={text === example.text}
            onClick={() => onText(example.text)}
          >
            {example.name}
          </button>
        ))}
      </fieldset>
      {isCompared && (
        <p class="people">
          {own ? 'Your label' : 'People say'}: <b>{people}</b>.{' '}
          {label === people
            ? 'The network agrees. Leave words out to see on which words its prediction depends.'
            : `The network says ${label}, and is wrong here. Leave words out, alone and together, to see why.`}
        </p>
      )}
    </>
  );
}
