import { describe, expect, it } from 'vitest';
import { adviceOn, compareSystems, type Predictions } from '../../lib/classifier';

/** 400 texts of two classes. A system that is right on a share of them makes its mistakes first. */
const labels = Int32Array.from({ length: 400 }, (_, at) => at % 2);
const system = (name: Predictions['name'], accuracy: number, from = 0): Predictions => ({
  name,
  classes: labels.map((label, at) => {
    const place = (at + from) % labels.length;
    return place < Math.round((1 - accuracy) * labels.length) ? 1 - label : label;
  }),
});
const always: Predictions = { name: 'majority class', classes: new Int32Array(400) };
const advice = (...systems: Predictions[]) => adviceOn(compareSystems(labels, 2, [...systems, always]), 'b');

describe('compareSystems', () => {
  it('the advantage is paired: systems with the same mistakes differ without error', () => {
    const [tuned, same, other] = compareSystems(labels, 2, [
      system('fine-tuned', 0.9),
      system('tf-idf', 0.8),
      system('nb', 0.8, 200),
    ]);
    expect(tuned).toMatchObject({ accuracy: 0.9, advantage: { difference: 0, standardError: 0 } });
    expect(same!.advantage.difference).toBeCloseTo(0.1, 12);
    expect(other!.advantage.standardError).toBeGreaterThan(same!.advantage.standardError);
  });
});

describe('adviceOn', () => {
  it('takes the most accurate system, and says by how much it is better', () => {
    expect(advice(system('fine-tuned', 0.9), system('tf-idf', 0.7), system('nb', 0.8))).toEqual({
      take: 'fine-tuned',
      text: 'Take the fine-tuned model: it is 10.0 points ± 1.5 better than nb.',
    });
    const baseline = advice(system('fine-tuned', 0.7), system('tf-idf', 0.9), system('nb', 0.8));
    expect(baseline.take).toBe('tf-idf');
    expect(baseline.text).toMatch(/^Take tf-idf: it is 20.0 points .* Collect more texts/);
  });

  it('says that a small difference may be chance', () => {
    const { take, text } = advice(system('fine-tuned', 0.81), system('tf-idf', 0.8, 200), system('nb', 0.7));
    expect(take).toBe('fine-tuned');
    expect(text).toMatch(/which may be chance/);
  });

  it('says that systems are equally accurate', () => {
    const { take, or, text } = advice(
      system('fine-tuned', 0.8),
      system('tf-idf', 0.8, 200),
      system('nb', 0.7),
    );
    expect([take, or]).toEqual(['fine-tuned', 'tf-idf']);
    expect(text).toBe('Take the fine-tuned model or tf-idf: they are equally accurate. Collect more texts.');
  });

  it('takes the model as it was if fine-tuning does not help', () => {
    const tuned = [system('fine-tuned', 0.7), system('tf-idf', 0.6), system('nb', 0.6)];
    expect(advice(...tuned, system('as it was', 0.8)).text).toMatch(/^Take the model as it was/);
  });

  it('says that nothing was learned', () =>
    expect(advice(system('fine-tuned', 0.53), system('tf-idf', 0.5), system('nb', 0.5)).text).toMatch(
      /^No system is clearly better than always predicting "b"/,
    ));
});
