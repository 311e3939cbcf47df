import { useState } from 'preact/hooks';

/**
 * Copies a link to what the page shows.
 *
 * @param props.isFirstModel whether the link's reader has the same model
 */
export function LinkButton(props: { hash: string; isFirstModel: boolean; hasLeftOut: boolean }) {
  const { hash, isFirstModel, hasLeftOut } = props;
  const [said, setSaid] = useState('');
  const copy = async () => {
    const link = new URL(hash, location.href).href;
    history.replaceState(null, '', hash);
    try {
      await navigator.clipboard.writeText(link);
      setSaid(copiedInWords(isFirstModel, hasLeftOut));
    } catch {
      setSaid('The link is in the address bar.');
    }
    setTimeout(() => setSaid(''), 8000);
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

function copiedInWords(isFirstModel: boolean, hasLeftOut: boolean): string {
  if (!isFirstModel)
    return 'Copied: the text, not your model. To share that, download it below and send the file.';
  return `Copied. The text is in the link itself${hasLeftOut ? ', with the words left out' : ''}.`;
}
