/**
 * Returns the address of the app's folder, with a slash at its end. The page says in its
 * configuration where that lies, so the app runs below any path of a server.
 */
export function appAddress(): string {
  const config = document.getElementById('jupyter-config-data');
  const root = config?.dataset['jupyterLiteRoot'] ?? '.';
  return new URL(`${root}/`, location.href).href;
}
