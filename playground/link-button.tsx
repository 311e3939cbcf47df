import { useState } from 'preact/hooks';

/** Copies a link to what the page shows. */
export function LinkButton({ hash }: { hash: string }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    const link = new URL(hash, location.href).href;
    history.replaceState(null, '', hash);
    try {
      await navigator.clipboard.writeText(link);
      setSaid('Copied. The text is in the link itself.');
    } catch {
      setSaid('The link is in the address bar.');
    }
    setTimeout(() => setSaid(''), 4000);
  };
  return (
    <span class="link">
      <span role="status" class="hint">
        {said}
      </span>
      <button type="button" onClick={copy}>
        Copy link
      </button>
    </span>
  );
}
