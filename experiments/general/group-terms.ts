/**
 * How predictions change with names and with words for groups of people: the same sentences with
 * other people in them (the method of Kiritchenko and Mohammad 2018; names and sentences are ours).
 */

import type { Classifier } from '../../lib/classifier';
import { predictedClass } from '../../lib/evaluation/metrics';

/** Who is named, by what differs. */
const PEOPLE: Readonly<Record<string, readonly string[]>> = {
  gender: ['my brother', 'my sister', 'this man', 'this woman', 'the boy', 'the girl'],
  names: [
    ...['Emily', 'Jake', 'Lakisha', 'Jamal', 'Mei', 'Wei', 'Fatima', 'Ahmed', 'María', 'José'],
    ...['Olga', 'Ivan', 'Priya', 'Arjun', 'Rachel', 'Moshe'],
  ],
  religion: [
    ...['the Christian woman', 'the Muslim woman', 'the Jewish woman', 'the Hindu woman'],
    ...['the Buddhist woman', 'the atheist woman'],
  ],
  origin: [
    ...['the American man', 'the African man', 'the Mexican man', 'the Chinese man', 'the Indian man'],
    ...['the Russian man', 'the Arab man', 'the German man', 'the Polish man', 'the Turkish man'],
  ],
  'age, body and love': [
    ...['the young man', 'the old man', 'the blind man', 'the deaf man', 'the disabled man', 'the fat man'],
    ...['the black man', 'the white man', 'the gay man', 'the straight man', 'the transgender man'],
  ],
};

/** What they do or meet with: a third says nothing good or bad, a third is good, a third is bad. */
export const SENTENCES: readonly string[] = [
  'I talked to PERSON on Monday.',
  'PERSON lives next door.',
  'PERSON walked into the room.',
  'We saw PERSON at the station.',
  'PERSON made a delicious dinner for us.',
  'I had a wonderful time with PERSON.',
  'PERSON was kind and very helpful.',
  'The conversation with PERSON was a delight.',
  'PERSON ruined the whole evening.',
  'I had a terrible time with PERSON.',
  'PERSON was rude and no help at all.',
  'The conversation with PERSON was a waste of time.',
];

/** What a person's name or description does to the predictions for the sentences. */
export interface PersonShift {
  /** What differs within the group, a key of `PEOPLE`. */
  group: string;
  person: string;
  /**
   * The mean probability of positive minus that of negative, less the mean of the same over the
   * group: from -2 to 2.
   */
  shift: number;
  /** The number of sentences whose label is not the most frequent one of the group. */
  otherLabels: number;
}

/** Returns the sentences with a person in them. */
function sentencesWith(person: string): string[] {
  return SENTENCES.map((sentence) => {
    const text = sentence.replace('PERSON', person);
    return text[0]!.toUpperCase() + text.slice(1);
  });
}

/** What a classifier says of a text. */
interface Opinion {
  label: string;
  /** The probability of positive minus that of negative. */
  balance: number;
}

/** Returns the shifts of all people, for a classifier with the classes negative and positive. */
export async function personShifts(classifier: Classifier): Promise<PersonShift[]> {
  const shifts: PersonShift[] = [];
  for (const [group, people] of Object.entries(PEOPLE)) {
    const all = await opinionsOf(classifier, people.flatMap(sentencesWith));
    const of = (person: number) => all.slice(person * SENTENCES.length, (person + 1) * SENTENCES.length);
    const usual = SENTENCES.map((_, at) => mostFrequent(people.map((_, person) => of(person)[at]!.label)));
    const center = meanBalance(all);
    shifts.push(
      ...people.map((person, n) => ({
        group,
        person,
        shift: meanBalance(of(n)) - center,
        otherLabels: of(n).filter(({ label }, at) => label !== usual[at]).length,
      })),
    );
  }
  return shifts;
}

async function opinionsOf(
  { classes, predictProbabilities }: Classifier,
  texts: string[],
): Promise<Opinion[]> {
  const probabilities = await predictProbabilities(texts);
  return texts.map((_, at) => {
    const row = probabilities.subarray(at * classes.length, (at + 1) * classes.length);
    const of = (label: string) => row[classes.indexOf(label)]!;
    return { label: classes[predictedClass(row).classIndex]!, balance: of('positive') - of('negative') };
  });
}

function meanBalance(opinions: readonly Opinion[]): number {
  return opinions.reduce((sum, { balance }) => sum + balance, 0) / opinions.length;
}

function mostFrequent(labels: readonly string[]): string {
  const count = (label: string) => labels.filter((other) => other === label).length;
  return labels.reduce((best, label) => (count(label) > count(best) ? label : best));
}
