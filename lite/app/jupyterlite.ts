/**
 * What the plugin uses of JupyterLite, which gives it at run time (`@jupyterlite/services` 0.8).
 * The packages themselves would bring all of JupyterLab for these few lines.
 */
import type { Header } from '../../kernel/wire';
import type { Content } from '../messages';

/** A message between a notebook and a kernel. */
export interface Message {
  channel: 'shell' | 'iopub' | 'stdin' | 'control';
  header: Header;
  parent_header: Header | Record<string, never>;
  metadata: Content;
  content: Content;
  buffers: ArrayBuffer[];
}

/** A signal of Lumino, as far as others use that of a kernel. */
export interface Signal {
  connect(listener: () => void): boolean;
  disconnect(listener: () => void): boolean;
}

/** A kernel, as JupyterLite sees it: `IKernel`. */
export interface LiteKernel {
  id: string;
  name: string;
  location: string;
  ready: Promise<void>;
  isDisposed: boolean;
  disposed: Signal;
  dispose(): void;
  handleMessage(message: Message): Promise<void>;
}

/** How JupyterLite starts a kernel: `IKernel.IOptions`. */
export interface LiteKernelOptions {
  id: string;
  name: string;
  /** The folder of the notebook. */
  location: string;
  sendMessage(message: Message): void;
}

/** `IKernelSpecs` */
export interface KernelSpecs {
  register(kernel: {
    spec: {
      name: string;
      display_name: string;
      language: string;
      argv: string[];
      resources: Record<string, string>;
    };
    create(options: LiteKernelOptions): Promise<LiteKernel>;
  }): void;
}

/** `IKernelClient`: what the buttons of a notebook call. */
export interface KernelClient {
  interrupt(kernelId: string): Promise<void>;
}

/** The manager of files of JupyterLab: `Contents.IManager`. */
export interface ContentsManager {
  get(
    path: string,
    options: { content: true; type?: 'file'; format?: 'text' },
  ): Promise<{ content: unknown }>;
  save(path: string, model: { type: 'file'; format: 'text'; content: string }): Promise<unknown>;
  /** Tells of files that were saved, renamed or deleted. */
  fileChanged: {
    connect(
      listener: (sender: unknown, change: { type: string; newValue: { path?: string } | null }) => void,
    ): void;
  };
}

/** An open file: `DocumentRegistry.IContext`. */
export interface Context {
  path: string;
  ready: Promise<void>;
  model: { dirty: boolean };
  save(): Promise<void>;
  /** Reads the file again. */
  revert(): Promise<void>;
}

/** What the page shows in its middle. An open file has a context. */
export interface Document {
  id: string;
  context?: Context;
  node: HTMLElement;
  close(): void;
}

/** `JupyterFrontEnd.IShell`, and what JupyterLab's has more. */
export interface Shell {
  widgets(area: 'main'): Iterable<Document>;
  collapseLeft?(): void;
}

/** `CommandRegistry` */
export interface Commands {
  addCommand(id: string, command: { label: string; caption: string; execute(): Promise<void> }): unknown;
  execute(id: string, args: Record<string, unknown>): Promise<unknown>;
}

/** `JupyterFrontEnd` */
export interface App {
  serviceManager: { contents: ContentsManager };
  commands: Commands;
  shell: Shell;
  /** When the files of the last visit are open again. */
  restored: Promise<unknown>;
}

/** The modules that all extensions of the app share, by name and version. */
export type ShareScope = Record<string, Record<string, { get(): Promise<() => unknown> }>>;

/** A container of module federation: an extension, as JupyterLab loads it. */
export interface Container {
  init(scope: ShareScope): unknown;
  get(module: string): Promise<() => object>;
}

/** An output: `IRenderMime.IMimeModel`. */
export interface Model {
  data: Record<string, unknown>;
}

/** A widget of Lumino. One that renders an output has `renderModel`. */
export interface Widget {
  node: HTMLElement;
  /** Draws it again, soon. */
  update(): void;
  renderModel?(model: Model): Promise<void>;
}

/** What the extension needs of `@lumino/widgets`. */
export interface Widgets {
  Panel: new () => Widget & { addWidget(widget: Widget): void };
}

/** What makes widgets for outputs: `IRenderMime.IRendererFactory`. */
export interface RendererFactory {
  safe: boolean;
  mimeTypes: string[];
  createRenderer(options: object): Widget;
}

/** `IRenderMime.IExtension` */
export interface RendererPlugin {
  id: string;
  rank: number;
  dataType: 'json';
  rendererFactory: RendererFactory;
}

/** A plugin of JupyterLab. */
export interface Plugin {
  id: string;
  autoStart: true;
  requires: unknown[];
  optional?: unknown[];
  activate(app: App, ...services: never[]): void;
}
