/** The extension of JupyterLite for the course: commands for answers, and where links lead. */
import { answerCommands } from '../answers/commands';
import { appAddress } from './address';
import type { App, Plugin } from './jupyterlite';
import { followLinks } from './links';
import { readerFiles } from './reader-files';

/** What the extension needs of `@jupyterlab/mainmenu`. */
export interface Menus {
  IMainMenu: unknown;
}

/** `IMainMenu` */
interface MainMenu {
  fileMenu: { addGroup(items: { command: string }[], rank: number): void };
}

/** `JupyterFrontEnd.commands` */
interface Commands {
  addCommand(id: string, command: { label: string; caption: string; execute(): Promise<void> }): void;
}

/** Above "Save": what a course adds. */
const RANK = 20;

/** Returns the plugin. */
export function answersPlugin({ IMainMenu }: Menus): Plugin {
  return {
    id: 'sentiment-lab:answers',
    autoStart: true,
    requires: [IMainMenu],
    activate(app: App & { commands: Commands }, menu: MainMenu) {
      followLinks(appAddress());
      const files = readerFiles(app.serviceManager.contents);
      const commands = answerCommands(`${appAddress()}course/library/`, files);
      for (const { id, execute, ...shown } of commands)
        app.commands.addCommand(id, {
          ...shown,
          execute: () => execute().catch((error: Error) => alert(error.message)),
        });
      menu.fileMenu.addGroup(
        commands.map(({ id }) => ({ command: id })),
        RANK,
      );
    },
  };
}
