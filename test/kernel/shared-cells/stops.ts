import type { SharedCell } from './cell';

/** A cell that is stopped. */
export interface SharedStop {
  rule: string;
  /** It prints `begun`, and then goes on for ever. */
  code: string;
  files?: Record<string, string>;
  /** What comes of later cells. Without them, only that variables are kept. */
  after?: SharedCell[];
}

/** Runs before the first of `SHARED_STOPS`. */
export const BEFORE_STOPS =
  "const kept = 'kept'; let steps = 0; const sleep = (ms: number) => new Promise<void>((go) => setTimeout(go, ms));";

const SPIN = {
  'spin.ts':
    'export function spin() { for (;;) {} }\nexport const twice = (n: number): number => (n ? twice(n - 1) + twice(n - 1) : 1);',
};

/** Does not go on while a later cell runs. */
const STAYS: SharedCell[] = [
  { code: 'const before = steps; await sleep(2000); [before > 0, steps - before]', result: '[ true, 0 ]' },
];

/** Cells that the reader stops. */
export const SHARED_STOPS: SharedStop[] = [
  { rule: 'a loop that never awaits', code: "console.log('begun'); while (true) {}" },
  { rule: 'such a loop after an `await`', code: "console.log('begun');\nawait null;\nfor (;;);" },
  {
    rule: 'a loop that awaits what is there already',
    code: "console.log('begun'); do await null; while (true)",
  },
  {
    rule: 'a loop that waits',
    code: "console.log('begun'); for (;;) { steps += 1; await sleep(5); }",
  },
  {
    rule: 'a cell that waits for what never comes',
    code: "console.log('begun'); await new Promise(() => {});",
  },
  {
    rule: 'a loop in a timer',
    code: "console.log('begun'); setTimeout(() => { for (;;) {} }, 1);\nawait sleep(5);",
  },
  {
    rule: 'a loop that catches its errors',
    code: "console.log('begun'); for (;;) { try { for (;;) {} } catch {} }",
  },
  {
    rule: 'a function that calls itself',
    code: "console.log('begun'); const f = (n: number): number => (n ? f(n - 1) + f(n - 1) : 1); f(60)",
  },
  {
    rule: 'a promise that follows itself',
    code: "console.log('begun'); const chain = (): Promise<void> => Promise.resolve().then(() => chain());\nawait chain();",
  },
  {
    rule: 'an asynchronous function that calls itself after what is there already',
    code: "console.log('begun'); const next = async (): Promise<void> => { await null; return next(); };\nawait next();",
  },
  {
    rule: 'a microtask that queues itself',
    code: "console.log('begun'); const again = () => queueMicrotask(again);\nagain();",
  },
  {
    rule: 'a loop in a module of the reader',
    files: SPIN,
    code: "import { spin } from './spin';\nconsole.log('begun'); spin();",
  },
  {
    rule: 'a recursion in a module of the reader',
    files: SPIN,
    code: "import { twice } from './spin';\nconsole.log('begun'); twice(60);",
  },
  {
    rule: 'a loop whose rounds are long does not go on when a later cell runs',
    code: "console.log('begun'); for (;;) { steps += 1; await sleep(1500); }",
    after: STAYS,
  },
  {
    rule: 'asynchronous calls do not go on when a later cell runs',
    code: "const call = async () => { steps += 1; await sleep(1500); await call(); };\nconsole.log('begun'); await call();",
    after: STAYS,
  },
  {
    rule: 'a `finally` may clean up',
    code: "let cleaned = 0;\nconst clean = async () => { await sleep(5); cleaned += 1; };\nconsole.log('begun'); try { for (;;) await sleep(5); } finally { await clean(); }",
    after: [{ code: 'cleaned', result: '1' }],
  },
  {
    rule: 'a `finally` may clean up in loops',
    code: "const closed: number[] = [];\nconsole.log('begun'); try { for (;;) {} } finally { for (const n of [1, 2]) closed.push(n); for await (const n of [3]) closed.push(n); }",
    after: [{ code: 'closed', result: '[ 1, 2, 3 ]' }],
  },
  {
    rule: 'a loop in a `finally` that does not end',
    code: "console.log('begun'); try { for (;;) {} } finally { for (;;) {} }",
  },
];
