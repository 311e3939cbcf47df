/**
 * The learner's answers as a file: downloaded for a teacher or for another browser, and brought
 * back. These are the commands; the extension of JupyterLite puts them into its menu.
 */
import type { TabHost } from '../module-registry';

/** What `library/answers.js` exports: see `course/grading/tab/answers.ts`. */
interface Answers {
  zipAnswers(read: (path: string) => Promise<string | undefined>): Promise<Uint8Array<ArrayBuffer>>;
  unzipAnswers(archive: Uint8Array): Readonly<Record<string, string>>;
}

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

/**
 * Returns the commands.
 *
 * @param library the URL of the built library, with a slash at its end
 * @param files the learner's files
 */
export function answerCommands(library: string, files: TabHost['files']): Command[] {
  const load = () => import(`${library}answers.js`) as Promise<Answers>;
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
        const { unzipAnswers } = await load();
        const archive = await chosenFile('.zip,application/zip');
        return archive && bringBack(unzipAnswers(archive), files);
      },
    },
  ];
}

/**
 * Writes answers that differ, after a question. Returns what it did; undefined if the learner does not
 * want it.
 */
async function bringBack(
  answers: Readonly<Record<string, string>>,
  files: TabHost['files'],
): Promise<string | undefined> {
  const changed: [path: string, code: string][] = [];
  for (const [path, code] of Object.entries(answers))
    if ((await files.read(path)) !== code) changed.push([path, code]);
  if (changed.length === 0) return 'These answers are here already: nothing was changed.';
  const names = changed.map(([path]) => path);
  const question = `What you have in these files is replaced by what the archive has, and is lost:`;
  if (!confirm(`${question}\n\n${names.join('\n')}`)) return undefined;
  for (const [path, code] of changed) await files.write(path, code);
  return `Brought back: ${names.join(', ')}.`;
}

function save(name: string, content: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/zip' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Returns the content of the file that the learner chooses; undefined if none is chosen. */
function chosenFile(accept: string): Promise<Uint8Array | undefined> {
  const input = Object.assign(document.createElement('input'), { type: 'file', accept });
  return new Promise((resolve, reject) => {
    input.onchange = () => {
      const file = input.files?.[0];
      if (!file) resolve(undefined);
      else file.arrayBuffer().then((buffer) => resolve(new Uint8Array(buffer)), reject);
    };
    input.oncancel = () => resolve(undefined);
    input.click();
  });
}
