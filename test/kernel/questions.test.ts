import { expect, test } from 'vitest';
import { questions } from '../../kernel/questions';

const asking = (msg_id: string) => ({ msg_id, msg_type: 'input_request' });

test('each line answers the question that it is for, in whatever order they come', async () => {
  const asked = questions();
  const [first, second] = [asked.wait('q1'), asked.wait('q2')];
  asked.answer('two', asking('q2'));
  asked.answer('one', asking('q1'));
  expect(await Promise.all([first, second])).toEqual(['one', 'two']);
});

test('a line for a question that was answered reaches no other one', async () => {
  const asked = questions();
  void asked.wait('q1');
  asked.answer('first', asking('q1'));
  const next = asked.wait('q2');
  asked.answer('late', asking('q1'));
  asked.answer('right', asking('q2'));
  expect(await next).toBe('right');
});

test('without a word of what it answers, a line is for the newest question', async () => {
  const asked = questions();
  void asked.wait('of a stopped cell');
  const newest = asked.wait('q2');
  asked.answer('line', {});
  expect(await newest).toBe('line');
});
