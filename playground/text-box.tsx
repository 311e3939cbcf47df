import { useLayoutEffect, useRef } from 'preact/hooks';
import { effectColor } from './effect';
import type { Known } from './use-inference';

/** The text, with colors behind its words. */
export function TextBox(props: {
  text: string;
  onText(text: string): void;
  known: Known | undefined;
  /** The effect of each token; undefined where it is not known yet. */
  effects: readonly (number | undefined)[];
}) {
  const { text, onText, known, effects } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const behind = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    behind.current!.scrollTop = area.current!.scrollTop;
  });
  return (
    <div class="text-box">
      <div class="behind" aria-hidden="true" ref={behind}>
        {coloredParts(text, known, effects)}
        {'\n '}
      </div>
      <textarea
        ref={area}
        aria-label="Your text"
        placeholder="Type an opinion, or choose an example"
        spellcheck={false}
        autocapitalize="sentences"
        value={text}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
        onScroll={({ currentTarget }) => {
          behind.current!.scrollTop = currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

/** Returns the text in parts. Words that were not read yet keep no color. */
function coloredParts(text: string, known: Known | undefined, effects: readonly (number | undefined)[]) {
  if (!known) return text;
  const parts: preact.ComponentChild[] = [];
  let at = 0;
  for (const [n, { start, end, known: isKnown }] of known.inference.tokens.entries()) {
    if (text.slice(start, end) !== known.text.slice(start, end) || start < at) break;
    const { side, strength } = effectColor(effects[n] ?? 0);
    parts.push(text.slice(at, start));
    parts.push(
      <mark class={`${side}${isKnown ? '' : ' unknown'}`} style={{ '--strength': strength }}>
        {text.slice(start, end)}
      </mark>,
    );
    at = end;
  }
  parts.push(text.slice(at));
  return parts;
}
