import { findExercises } from '../exercises/catalog';
import { keepStubs } from '../exercises/stubs';
import { press } from './keys';
import { doneOf, Session, type Terminal } from './session';

/**
 * Runs `npm run learn`: shows the first exercise that is not done, grades it each time it is
 * saved, and reacts to keys. Ends when the learner quits.
 *
 * @param onStart receives a function that draws the screen again, for when the terminal's size
 *   changes
 * @returns a sentence that says how many exercises are done
 * @throws if the test runner does not start
 */
export async function learn(terminal: Terminal, onStart: (redraw: () => void) => void): Promise<string> {
  const exercises = findExercises([]);
  keepStubs(exercises);
  const session = new Session(exercises, terminal);
  onStart(() => session.draw());
  session.draw();
  await session.start();
  try {
    let pressed: string | undefined;
    for await (const key of terminal.keys) {
      if (key === 'q' || key === 'ctrl-c') break;
      const again = key === pressed;
      press(session, key, again);
      pressed = again ? undefined : key;
    }
  } finally {
    await session.close();
  }
  const done = doneOf(exercises).size;
  if (done === exercises.length) return `All ${done} exercises are done.`;
  return `${done} of ${exercises.length} exercises are done. npm run learn continues here.`;
}
