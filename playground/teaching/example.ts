/** Messages of our own with three classes, to try teaching at once: a CSV. */

const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  complaint: [
    'The parcel came open and half of it was missing.',
    'I have waited three weeks and nobody answers me.',
    'The lamp broke on the second day.',
    'You charged me twice for the same order.',
    'The jacket is a size too small, though I ordered large.',
    'My new kettle leaks all over the table.',
    'The door of the oven does not close any more.',
    'The app loses my list each time I open it.',
    'Your driver left the box in the rain.',
    'The color has nothing to do with the picture.',
    'This chair wobbles and a screw is missing.',
    'I was promised a refund and got nothing.',
  ],
  praise: [
    'The parcel came a day early, thank you!',
    'Your support solved it in two minutes.',
    'The lamp looks even better than in the picture.',
    'A fair price and a lovely card with it.',
    'The jacket fits perfectly and is so warm.',
    'Best kettle that I have ever had.',
    'The oven bakes evenly, my bread loves it.',
    'The app is quick and easy to use.',
    'Your driver was kind and carried it upstairs.',
    'What a beautiful color, I am delighted.',
    'This chair is comfortable and well made.',
    'Thank you for the quick refund.',
  ],
  question: [
    'When will my parcel arrive?',
    'Which number do I call for support?',
    'Does the lamp take any bulb?',
    'Can I pay by invoice?',
    'Do you have the jacket in large?',
    'How many cups does the kettle hold?',
    'Is the oven suitable for a small kitchen?',
    'Does the app work without a network?',
    'Can your driver carry it upstairs?',
    'Which other colors are there?',
    'How high is the seat of this chair?',
    'How long does a refund take?',
  ],
};

/** Returns the example as the content of a CSV file, the classes in turn. */
export function exampleTable(): string {
  const names = Object.keys(MESSAGES);
  const rows = MESSAGES[names[0]!]!.flatMap((_, n) => names.map((name) => [MESSAGES[name]![n]!, name]));
  return ['text,label', ...rows.map(([text, label]) => `"${text}",${label}`)].join('\n');
}
