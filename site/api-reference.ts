import { join } from 'node:path';
import type { LogLevel, ProjectReflection } from 'typedoc';
import { repositoryRoot } from '../lib/repository';

/** Hides the page until TypeDoc's scripts have run. */
const HIDING = /document\.body\.style\.display="none";setTimeout\(.*?,500\)(?=<\/script>)/;
/** Loads the index of the search, which is most of what a page loads. */
const SEARCH = /<script async src="([^"]*assets\/search\.js[^"]*)" id="tsd-search-script"><\/script>/;

/** The module of `lib/index.ts`, which stands before those of the folders. */
const MAIN = 'sentiment-lab';

/**
 * Writes the API reference of `lib/` into a folder with TypeDoc, as `site/typedoc.json` configures
 * it.
 *
 * @param home the start page of the site, relative to the folder
 * @throws when TypeDoc warns
 */
export async function writeApiReference(out: string, home: string): Promise<void> {
  const { Application, JSX, Logger, LogLevel, TSConfigReader, TypeDocReader } = await import('typedoc');
  const complaints: string[] = [];
  class Complaints extends Logger {
    override log(message: string, level: LogLevel): void {
      if (level >= LogLevel.Warn) complaints.push(message);
    }
  }
  const options = join(repositoryRoot(), 'site', 'typedoc.json');
  const app = await Application.bootstrap({ options }, [new TypeDocReader(), new TSConfigReader()]);
  app.logger = new Complaints();
  app.renderer.hooks.on('sidebar.begin', (page) =>
    JSX.createElement('a', { class: 'site-home', href: page.relativeURL(home) }, '← Sentiment Lab'),
  );
  app.renderer.on('endPage', (page) => {
    page.contents = lightPage(page.contents ?? '');
  });
  const project = await app.convert();
  if (project) {
    putMainFirst(project);
    project.readme = [{ kind: 'text', text: startPage(project) }];
    app.validate(project);
    await app.generateDocs(project, out);
  }
  if (complaints.length > 0) throw new Error(`TypeDoc warns:\n${complaints.join('\n')}`);
}

/**
 * Returns a page of TypeDoc that is shown at once, and that loads the index of the search at the
 * reader's first move of the mouse, a finger or a key.
 *
 * @throws if the page has not what is changed: TypeDoc may have a new version
 */
export function lightPage(html: string): string {
  const script = SEARCH.exec(html);
  if (!script || !HIDING.test(html)) throw new Error('a page of TypeDoc is not as lightPage expects it');
  const load =
    `<script id="tsd-search-script"></script><script>{const load=()=>{` +
    `document.getElementById("tsd-search-script").src="${script[1]}"};` +
    `for(const event of ["pointerover","focusin","keydown"])addEventListener(event,load,{once:true,passive:true})}</script>`;
  return html.replace(SEARCH, load).replace(HIDING, '');
}

function putMainFirst(project: ProjectReflection): void {
  const { children, childrenIncludingDocuments, groups = [] } = project;
  for (const modules of [children, childrenIncludingDocuments, ...groups.map((group) => group.children)])
    modules?.sort((a, b) => Number(b.name === MAIN) - Number(a.name === MAIN));
}

/** Returns the start page in markdown: what is imported from where. */
function startPage({ children = [] }: ProjectReflection): string {
  const rows = children.map(({ name, comment }) => {
    const [summary = ''] = (comment?.summary ?? [])
      .map(({ text }) => text)
      .join('')
      .split('\n\n');
    return `| [${name}](modules/${name}.html) | ${summary.replaceAll('\n', ' ')} |`;
  });
  return [
    'The library of the course, module by module. Each function says what it returns, with shapes and defaults, and when it throws.',
    ['| module | what |', '|---|---|', ...rows].join('\n'),
  ].join('\n\n');
}
