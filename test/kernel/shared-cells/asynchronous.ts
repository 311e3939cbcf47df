import { fails, type SharedCase, shows } from './cell';

export const AWAIT: SharedCase[] = [
  shows(
    'a cell may use top-level await, and later cells see what it declares',
    'const later = await new Promise<number>((resolve) => setTimeout(resolve, 5, 41));',
    'later + 1',
    '42',
  ),
  shows('`await` in an expression', 'await Promise.all([1, Promise.resolve(2)])', '[ 1, 2 ]'),
  shows('for await', 'let sum = 0; for await (const x of [Promise.resolve(7), 1]) sum += x; sum', '8'),
  shows(
    'an asynchronous generator',
    'async function* words() { yield "not"; yield "bad"; }\nconst heard: string[] = [];\nfor await (const word of words()) heard.push(word);\nheard',
    "[ 'not', 'bad' ]",
  ),
  shows('a promise that is not awaited is shown as one', 'Promise.resolve(1)', 'Promise { 1 }'),
  fails(
    'an unawaited rejection fails the cell that caused it',
    'Promise.reject(new Error("unawaited")); 1',
    'Error: unawaited',
  ),
  fails(
    'an error in a timer fails the cell that is still waiting',
    'await new Promise((resolve) => setTimeout(() => { throw new Error("in a timer"); }, 10));',
    'Error: in a timer',
  ),
  {
    rule: 'what was done before a failed `await` stays',
    cells: [
      {
        code: 'let done = 0; done = 1; await Promise.reject(new TypeError("no")); done = 2;',
        error: 'TypeError: no',
      },
      { code: 'done', result: '1' },
    ],
  },
];

/** What a cell leaves behind, and what it asks. */
export const EVENTS: SharedCase[] = [
  {
    rule: 'a promise that rejects after its cell has ended is told, though it was the result',
    cells: [
      {
        code: 'new Promise((_, no) => setTimeout(no, 1000, new Error("later")))',
        result: 'Promise { <pending> }',
        later: 'Error: later',
      },
      {
        code: '1',
        error: 'Error: later',
        traceback: 'After cell [n-1] had ended, what it started failed:\nError: later',
      },
      { code: '2', result: '2' },
    ],
  },
  {
    rule: 'a promise that later cells wait for is theirs to handle',
    cells: [
      {
        code: 'let no = () => {};\nconst failing = new Promise<string>((_, reject) => { no = () => reject(new Error("caught")); });\nfailing',
        result: 'Promise { <pending> }',
      },
      { code: 'setTimeout(no, 5); await failing.catch((error: Error) => error.message)', result: 'caught' },
      {
        code: 'const again = new Promise<string>((_, reject) => { no = () => reject(new Error("again")); });\nagain',
        result: 'Promise { <pending> }',
      },
      {
        code: 'setTimeout(no, 5);\nlet message = "";\ntry { await again; } catch (error) { message = (error as Error).message; }\nmessage',
        result: 'again',
      },
    ],
  },
  shows(
    'a rejection that the cell has handled does not fail it',
    'const handled = Promise.reject(3); handled.catch(() => {}); handled',
    'Promise { <rejected> 3 }',
  ),
  {
    rule: 'two questions at once get their own answers',
    cells: [
      {
        code: 'await Promise.all([prompt("first?"), prompt("second?")])',
        types: ['one', 'two'],
        result: "[ 'one', 'two' ]",
      },
    ],
  },
  {
    rule: 'what a cell of before prints after an `await` belongs to that cell',
    cells: [
      {
        code: 'let go = () => {};\nconst gate = new Promise<void>((resolve) => { go = resolve; });\nvoid (async () => { await gate; await null; console.error("from before"); })();',
        result: '',
      },
      {
        code: 'go(); await new Promise((then) => setTimeout(then, 20)); console.log("mine");',
        prints: 'mine\n',
      },
    ],
  },
];
