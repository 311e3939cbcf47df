/** What the page shows, in the hash of its address. Browsers send no hash to servers. */

/** What a link says. */
export interface Shown {
  text: string;
  /** The class whose probability is drawn. */
  class?: string;
  /** Whether "Look inside" is open. */
  inside?: boolean;
  direction?: 'forward' | 'backward';
  unit?: number;
  /** The positions of the words that are left out. */
  without?: readonly number[];
}

/** Returns the hash for what is shown, with its `#`. */
export function hashOf({ text, class: name, inside, direction, unit, without = [] }: Shown): string {
  const values = new URLSearchParams({ text });
  if (name) values.set('class', name);
  if (inside) values.set('inside', '1');
  if (inside && direction) values.set('direction', direction);
  if (inside && unit !== undefined) values.set('unit', `${unit}`);
  if (without.length > 0) values.set('without', without.join('.'));
  return `#${values}`;
}

/** Returns what a hash says; undefined if it is none of ours. What it spells wrong is left out. */
export function shownIn(hash: string): Shown | undefined {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  const text = values.get('text');
  if (text === null) return undefined;
  const direction = values.get('direction');
  const whole = (value: string | null | undefined) =>
    value && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
  return {
    text,
    class: values.get('class') ?? undefined,
    inside: values.get('inside') === '1',
    direction: direction === 'forward' || direction === 'backward' ? direction : undefined,
    unit: whole(values.get('unit')),
    without: (values.get('without') ?? '').split('.').flatMap((value) => whole(value) ?? []),
  };
}
