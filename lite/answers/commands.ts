/**
 * The learner's answers as a file: downloaded for a teacher or for another browser, and brought
 * back. These are the commands; the extension of JupyterLite puts them into its menu.
 */
import type { TabHost } from '../module-registry';

/** What `library/answers.js` exports. */
type Answers = typeof import('../../course/grading/tab/answers');

/** A command: what its menu entry says, and what it does. */
export interface Command {
  id: string;
  label: string;
  caption: string;
  /**
   * Returns what it did, for the learner; undefined if nothing.
   *
   * @throws with a message for the learner
   */
  execute(): Promise<string | undefined>;
}

/** What the commands use of the page. */
export interface AnswersPage {
  /** The learner's files. */
  files: TabHost['files'];
  /** Loads `library/answers.js`. */
  load(): Promise<Answers>;
  /** Saves a file on the learner's computer. */
  save(name: string, content: Uint8Array<ArrayBuffer>): void;
  /** Returns the content of the file that the learner chooses; undefined if none is chosen. */
  choose(accept: string): Promise<Uint8Array | undefined>;
  /** Returns whether the learner wants that. */
  confirm(question: string): boolean;
}

/** Returns the commands. */
export function answerCommands({ files, load, save, choose, confirm }: AnswersPage): Command[] {
  return [
    {
      id: 'sentiment-lab:download-answers',
      label: 'Download My Answers',
      caption: 'Save the answers to the exercises as a zip archive, to hand in or to keep',
      async execute() {
        const { zipAnswers } = await load();
        save('answers.zip', await zipAnswers(files.read));
        return 'answers.zip is downloaded, with all your answers. Keep it, or send it to your teacher.';
      },
    },
    {
      id: 'sentiment-lab:bring-answers-back',
      label: 'Bring Answers Back…',
      caption: 'Read answers from a zip archive that was downloaded before',
      async execute() {
        // Browsers open a dialog only shortly after a click: so first the file, then the code.
        const archive = await choose('.zip,application/zip');
        if (!archive) return undefined;
        const { unzipAnswers } = await load();
        const changed = await differing(unzipAnswers(archive), files);
        if (changed.length === 0) return 'These answers are here already: nothing was changed.';
        const names = changed.map(([path]) => path).join('\n');
        const question = 'What you have in these files is replaced by what the archive has, and is lost:';
        if (!confirm(`${question}\n\n${names}`)) return undefined;
        return bringBack(changed, files);
      },
    },
  ];
}

type Answer = [path: string, code: string];

/** Returns the answers that differ from the learner's. */
async function differing(
  answers: Readonly<Record<string, string>>,
  { read }: TabHost['files'],
): Promise<Answer[]> {
  const changed: Answer[] = [];
  for (const [path, code] of Object.entries(answers))
    if ((await read(path)) !== code) changed.push([path, code]);
  return changed;
}

/**
 * Writes answers, and returns what it did.
 *
 * @throws if one cannot be written. The message says which ones were
 */
async function bringBack(answers: readonly Answer[], { write }: TabHost['files']): Promise<string> {
  const written: string[] = [];
  for (const [path, code] of answers) {
    try {
      await write(path, code);
    } catch (error) {
      const before = written.length > 0 ? written.join(', ') : 'none';
      throw new Error(`${path} cannot be saved: ${error}. Brought back before it: ${before}.`, {
        cause: error,
      });
    }
    written.push(path);
  }
  return `Brought back: ${written.join(', ')}.`;
}
