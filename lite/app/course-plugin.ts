/**
 * The extension of JupyterLite for the course: its commands, its first page, where links lead, and
 * that the browser keeps the answers.
 */
import { answerCommands } from '../answers/commands';
import { choose, save } from '../answers/files';
import { appAddress } from './address';
import type { App, Plugin } from './jupyterlite';
import { keepStorage } from './keep-storage';
import { learnerFiles, reasonOf } from './learner-files';
import { followLinks } from './links';
import { withOpenFiles } from './open-files';
import { begin, isLab, showStartPage } from './start';

/** What the extension needs of `@jupyterlab/mainmenu`. */
export interface Menus {
  IMainMenu: unknown;
}

/** What the extension needs of `@jupyterlab/apputils`. */
export interface Palettes {
  ICommandPalette: unknown;
}

/** `ICommandPalette`: the list of all commands, for those who use the keyboard. */
interface Palette {
  addItem(item: { command: string; category: string }): void;
}

/** A menu of `IMainMenu`. */
interface Menu {
  addGroup(items: { command: string }[], rank: number): void;
}

/** `IMainMenu` */
interface MainMenu {
  fileMenu: Menu;
  helpMenu: Menu;
}

/** Above "Save": what a course adds. */
const FILE_RANK = 20;
/** At the top. */
const HELP_RANK = -10;
const SHOWN_FOR = 10_000; // ms

/** The number of an exercise is code and a link: it must look like a link. */
const STYLE = '.jp-RenderedMarkdown a code { color: inherit; text-decoration: underline; }';

/** Returns the plugin. */
export function coursePlugin({ IMainMenu }: Menus, { ICommandPalette }: Palettes): Plugin {
  return {
    id: 'sentiment-lab:course',
    autoStart: true,
    requires: [IMainMenu],
    optional: [ICommandPalette],
    activate(app: App, { fileMenu, helpMenu }: MainMenu, palette: Palette | null) {
      followLinks(appAddress(), isLab() ? app.commands : undefined);
      const style = Object.assign(document.createElement('style'), { textContent: STYLE });
      document.head.append(style);
      const files = withOpenFiles(learnerFiles(app.serviceManager.contents), app.shell);
      const commands = answerCommands({
        files,
        load: () => import(`${appAddress()}course/library/answers.js`),
        save,
        choose,
        confirm: (question) => confirm(question),
      });
      for (const { id, execute, ...shown } of commands)
        app.commands.addCommand(id, {
          ...shown,
          async execute() {
            try {
              const message = await execute();
              if (message) await tell(app, message);
            } catch (error) {
              alert(reasonOf(error));
            }
          },
        });
      fileMenu.addGroup(
        commands.map(({ id }) => ({ command: id })),
        FILE_RANK,
      );
      const about = 'sentiment-lab:about-this-course';
      app.commands.addCommand(about, {
        label: 'About This Course',
        caption: 'Where to begin, and how to keep your answers and hand them in',
        execute: () => showStartPage(app),
      });
      helpMenu.addGroup([{ command: about }], HELP_RANK);
      for (const command of [...commands.map(({ id }) => id), about])
        palette?.addItem({ command, category: 'Sentiment Lab' });
      keepStorage(app.serviceManager.contents);
      void begin(app);
    },
  };
}

async function tell({ commands }: App, message: string): Promise<void> {
  await commands.execute('apputils:notify', { message, type: 'success', options: { autoClose: SHOWN_FOR } });
}
