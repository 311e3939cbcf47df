/**
 * The worker that runs the cells of a notebook. It knows Jupyter's messages, and nothing of
 * JupyterLite.
 */
import { type Remote, wrap } from 'comlink';
import { offerCellSignal } from '../../kernel/cell';
import type { StripTypes } from '../../kernel/compile-cell';
import { createExecution } from '../../kernel/execution';
import { offerInput } from '../../kernel/input';
import { isComplete } from '../../kernel/is-complete';
import { positions, translateStacks } from '../../kernel/positions';
import { handlers } from '../../kernel/requests';
import { createRunner } from '../../kernel/runner';
import { showSourceOfFunctions } from '../../kernel/script/marks';
import { LOOP_HOST } from '../../kernel/script/ticks';
import { SyntaxErrors } from '../../kernel/syntax-errors.browser';
import { endTimersWithCells } from '../../kernel/timers.browser';
import { wellFormed } from '../../kernel/well-formed';
import type { Language } from '../language/language';
import { LANGUAGE_INFO } from '../language-info';
import type { Content, FromCells, ToCells } from '../messages';
import type { TabHost } from '../module-registry';
import { captureConsole } from './console';
import { cellModules } from './modules';
import { offerFiles } from './offer-files';
import { tabStops } from './tab-stops';

type Start = Extract<ToCells, { kind: 'start' }>;

/** Posts what JSON has of a message, as a kernel in Node sends it. */
const post = (message: FromCells) => globalThis.postMessage(JSON.parse(wellFormed(JSON.stringify(message))));
let receive: ((message: ToCells) => void) | undefined;

globalThis.onmessage = ({ data }: MessageEvent<ToCells>) => {
  if (data.kind === 'start') receive = start(data);
  else receive?.(data);
};

/** Starts the kernel, and returns what receives the other messages. */
function start({ base, folder, language: port, files, watch }: Start): (message: ToCells) => void {
  const language = wrap<Language>(port);
  const readable = wrap<TabHost['files']>(files);
  const compiled = positions();
  const stops = tabStops();
  const stripTypes = stripper(language);
  const root = `/${folder}`;
  const runner = createRunner({
    folder: root,
    modules: cellModules({ base, folder, files: readable, stripTypes }),
    positions: compiled,
    types: {
      async check(cell) {
        const own = await offerFiles(cell.code, root, readable, language);
        return language.check({ ...cell, modules: own });
      },
      abandon() {}, // nothing can end a check in a worker
      keep: (set) => void language.keep(set),
      changed() {},
      complete: (code, offset) => language.complete(code, offset),
      inspect: (code, offset) => language.inspect(code, offset),
    },
    stripTypes,
    meta: { url: `${base}${folder}/cell.js`, dirname: root },
    stops,
  });
  const execution = createExecution(runner, stops, '/');
  const replies = handlers({
    execution,
    runner,
    isComplete: (code) => isComplete(code, language.endsEarly),
    interrupt: stops.requested,
    end: () => globalThis.close(),
    about: ABOUT,
  });

  globalThis.addEventListener('error', (event) => {
    event.preventDefault();
    execution.unhandled(event.error);
  });
  globalThis.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    execution.unhandled(event.reason);
  });
  offerCellSignal();
  Object.defineProperty(globalThis, LOOP_HOST, { value: stops });
  offerInput();
  translateStacks(compiled, (file) => /^(?:https?|blob):/.test(file));
  showSourceOfFunctions();
  endTimersWithCells(stops.start);
  captureConsole();
  stops.watch(watch);

  const questions = new Map<number, { resolve(line: string): void; reject(error: Error): void }>();
  let asked = 0;

  return (message) => {
    if (message.kind === 'request') void reply(message);
    else if (message.kind === 'answer' || message.kind === 'no answer') answer(message);
    else if (message.kind === 'stop') {
      stops.requested();
      stops.watch(message.watch);
    }
  };

  async function reply({ id, type, content }: Extract<ToCells, { kind: 'request' }>): Promise<void> {
    const publish = (msgType: string, published: Content) =>
      post({ kind: 'publish', id, msgType, content: published });
    const ask = (prompt: string, isPassword: boolean) => {
      asked += 1;
      const question = asked;
      post({ kind: 'ask', id, question, prompt, isPassword });
      return new Promise<string>((resolve, reject) => questions.set(question, { resolve, reject }));
    };
    const replied = await replies[type]?.(content, publish, ask);
    post({ kind: 'reply', id, content: replied ?? {} });
  }

  function answer(message: Extract<ToCells, { kind: 'answer' | 'no answer' }>): void {
    const asking = questions.get(message.question);
    questions.delete(message.question);
    if (message.kind === 'answer') asking?.resolve(message.line);
    else asking?.reject(new Error(message.message));
  }
}

function stripper(language: Remote<Language>): StripTypes {
  return async (code) => {
    const stripped = await language.stripTypes(code);
    if ('diagnostics' in stripped) throw new SyntaxErrors(stripped.diagnostics);
    return stripped;
  };
}

/** What the kernel says about itself: a `kernel_info_reply`. */
const ABOUT: Content = {
  status: 'ok',
  protocol_version: '5.3',
  implementation: 'sentiment-lab',
  implementation_version: '0.1.0',
  language_info: LANGUAGE_INFO,
  banner: 'TypeScript in a browser tab',
};
