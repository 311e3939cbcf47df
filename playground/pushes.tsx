import { effectColor } from './effect';
import { percent } from './numbers';
import type { Known } from './use-inference';

/** The most words that are named on each side. */
const MOST_NAMED = 3;

interface Push {
  token: string;
  effect: number;
  /** The probability without the word. */
  without: number;
}

/** Says which words push the probability of a class up, and which push it down. */
export function Pushes(props: {
  known: Known | undefined;
  /** The effect of each token; undefined where it is not known yet. */
  effects: readonly (number | undefined)[];
  column: number;
  name: string;
}) {
  const { known, effects, column, name } = props;
  const pushes = known && pushesIn(known, effects, column);
  const whole = known?.inference.probabilities[column];
  return (
    <ul class="pushes">
      {pushes && whole !== undefined && (
        <>
          <Side pushes={pushes} isUp={true} name={name} />
          <Side pushes={pushes} isUp={false} name={name} />
        </>
      )}
    </ul>
  );
}

function Side({ pushes, isUp, name }: { pushes: readonly Push[]; isUp: boolean; name: string }) {
  const named = pushes.filter(({ effect }) => effect > 0 === isUp).slice(0, MOST_NAMED);
  const where = isUp ? 'toward' : 'away from';
  if (named.length === 0)
    return (
      <li>
        No word pushes {where} {name}.
      </li>
    );
  return (
    <li>
      {isUp ? 'Toward' : 'Away from'} {name} {named.length === 1 ? 'pushes' : 'push'}{' '}
      {named.map(({ token, effect, without }, n) => (
        <span key={token}>
          {n > 0 && (n === named.length - 1 ? ' and ' : ', ')}“
          <mark class={isUp ? 'up' : 'down'} style={{ '--strength': effectColor(effect).strength }}>
            {token}
          </mark>
          ” (without it {percent(without)})
        </span>
      ))}
      .
    </li>
  );
}

/** Returns the words with an effect, the strongest first; undefined until all effects are known. */
function pushesIn(
  { inference, without }: Known,
  effects: readonly (number | undefined)[],
  column: number,
): Push[] | undefined {
  const strongest = new Map<string, Push>();
  for (const [n, { token }] of inference.tokens.entries()) {
    const effect = effects[n];
    const probability = without[n]?.[column];
    if (effect === undefined || probability === undefined) return undefined;
    if (effectColor(effect).strength === 0) continue;
    const before = strongest.get(token);
    if (!before || Math.abs(effect) > Math.abs(before.effect))
      strongest.set(token, { token, effect, without: probability });
  }
  return [...strongest.values()].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
}
