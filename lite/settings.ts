/** How JupyterLite is set up for the course. */

/** What `jupyter-lite.json` says. */
export const CONFIG = {
  'jupyter-lite-schema-version': 0,
  'jupyter-config-data': {
    appName: 'Sentiment Lab',
    defaultKernelName: 'tslab',
    contentsAllJsonFile: 'all.json',
    // What the course does not use, and what would ask another site.
    disabledExtensions: [
      '@jupyterlite/application-extension:service-worker-manager', // only kernels in Python need it
      '@jupyterlite/application-extension:share-file',
      '@jupyterlab/extensionmanager-extension',
      '@jupyterlab/mermaid-extension',
      '@jupyterlab/vega5-extension',
      '@jupyterlab/apputils-extension:announcements',
    ],
  },
};

/** Settings of JupyterLab, as `overrides.json` has them. The reader may change them. */
export const SETTINGS = {
  '@jupyterlab/apputils-extension:themes': { 'adaptive-theme': true },
  '@jupyterlab/notebook-extension:tracker': { windowingMode: 'none', scrollPastEnd: false },
  '@jupyterlab/docmanager-extension:plugin': { defaultViewers: { markdown: 'Markdown Preview' } },
  '@jupyterlab/codemirror-extension:plugin': { defaultConfig: { indentUnit: '2' } },
  '@jupyterlab/fileeditor-extension:plugin': { editorConfig: { lineNumbers: true, indentUnit: '2' } },
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
};
