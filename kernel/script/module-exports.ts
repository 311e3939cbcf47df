/** What an import takes of a loaded module. */

/**
 * Returns an export of a loaded module: `default`, `*` for all, or another name. A CommonJS module
 * is its own default export, as TypeScript and Node see it.
 */
export function exportOf(module: unknown, name: string): unknown {
  const isModule = isNamespace(module) || Object(module)['__esModule'] === true;
  if (name === '*') return isModule ? module : { ...Object(module), default: module };
  if (name === 'default' && !isModule) return module;
  return Object(module)[name];
}

/** Whether a value is what `import()` gives. */
function isNamespace(module: unknown): boolean {
  return Object.prototype.toString.call(module) === '[object Module]';
}
