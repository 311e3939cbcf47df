/** The page with which the app opens: where to begin, and where the reader's work is. */

/** Its path in the app. */
export const START_PAGE = 'start-here.md';

/** Its text. Links are relative to the app's folder. */
export const START_TEXT = `# Start here

This is the whole course in a browser tab. Nothing has to be installed, and nothing is sent anywhere.

**Begin with [lesson 01](notebooks/01-start.ipynb).** The [table of the lessons](notebooks/README.md)
says what each one is about, and how long it takes. In a lesson, **Run → Run All Cells** runs it, and
**Shift+Enter** runs one cell. The saved outputs are those of another computer until you do.

## Exercises

Open an exercise by its link in a lesson. Write your answer, save it (**Ctrl+S**), and run the cell
\`await check(…)\` of the lesson. To get the original of an exercise or lesson back, delete your copy:
right-click it in the list of files, **Delete**. The original then takes its place.

## Keep your work, and hand it in

Your answers and notebooks are **in this browser only**. A private window loses them when it closes.
Other windows may lose them when the browser needs space, and Safari's do after seven days without a
visit.

- **File → Download My Answers** saves the exercises that you have edited as \`answers.zip\`. Do that now
  and then. To hand in your answers, send your teacher this file.
- **File → Bring Answers Back…** reads the file again, here or in another browser. It asks before it
  replaces an answer.
- **File → Download** saves the notebook that is open.

After a reload, the outputs of a notebook are still there, but its variables are not:
**Run → Run All Above Selected Cell** computes them again.

## What needs the installed course

A tab has no terminal: where a lesson says \`npm run …\`, you need the installed course. So do the
reviews from IMDB and TensorBoard. In a tab the lessons use short rated sentences, the 50,000 most
frequent words of GloVe, and smaller trainings, so some numbers differ from the text.

**Help → About This Course** opens this page again.
`;
