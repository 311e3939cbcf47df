import modelUrl from 'bundled-model?url';
import { Suspense } from 'preact/compat';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { DEFAULT_MODEL } from '../lib/classifier/bundled-model-names';
import { ClassBars } from './class-bars';
import { CurveLegend } from './curve';
import { logOddsEffect } from './effect';
import { type Example, Examples } from './examples';
import type { Direction } from './inference/model';
import { Inside } from './inside';
import { laterPart } from './later-part';
import { hashOf, type Shown, shownIn } from './link';
import { LinkButton } from './link-button';
import { PredictionLine } from './prediction-line';
import { Pushes } from './pushes';
import { Sheet } from './sheet';
import { TextBox } from './text-box';
import { useInference } from './use-inference';
import { WordReadout } from './word-readout';

const Compare = laterPart(() => import('./compare'));
const Teach = laterPart(() => import('./teach'));

/** What the page shows at first. */
const START: Shown = { text: 'Not bad at all: a slow start, but a wonderful ending.' };

/** The playground. */
export function App() {
  const [shown, setShown] = useState<Shown>(() => shownIn(location.hash) ?? START);
  const [active, setActive] = useState<number>();
  const [isComparing, setComparing] = useState(false);
  const [isTeaching, setTeaching] = useState(false);
  const [own, setOwn] = useState<readonly Example[]>();
  const inference = useInference(modelUrl);
  const { model, known, progress, units } = inference;
  const { text, without: asked = [] } = shown;
  // A link may name more words than there are.
  const leftOut = asked.filter((at) => !known || at < known.inference.tokens.length);
  const directions = model?.directions ?? ['forward'];
  const direction = directions.find((one) => one === shown.direction) ?? directions[0]!;
  const change = useCallback((some: Partial<Shown>) => setShown((before) => ({ ...before, ...some })), []);

  useEffect(() => inference.read(text), [text]);
  useEffect(() => {
    if (known?.text === text) inference.leaveOut(leftOut);
  }, [known?.inference, leftOut.join()]);
  useEffect(() => {
    if (shown.inside && known && !known.gates[direction]) inference.askGates(direction);
  }, [shown.inside, direction, known?.inference]);
  useEffect(() => {
    if (shown.inside && model && units.length === 0) inference.askUnits();
  }, [shown.inside, model]);
  useEffect(() => {
    const writing = setTimeout(() => history.replaceState(null, '', hashOf(shown)), 250);
    return () => clearTimeout(writing);
  }, [shown]);
  useEffect(() => {
    const read = () => setShown((before) => shownIn(location.hash) ?? before);
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);

  useEffect(() => {
    const putBack = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') change({ without: [] });
    };
    addEventListener('keydown', putBack);
    return () => removeEventListener('keydown', putBack);
  }, []);
  const before = useRef(model);
  useEffect(() => {
    if (!model) return;
    if (before.current && before.current.name !== model.name) showTop();
    before.current = model;
  }, [model]);

  const classes = model?.classes ?? ['negative', 'neutral', 'positive'];
  const isFirstModel = !model || model.name === DEFAULT_MODEL;
  const wanted = classes.indexOf(shown.class ?? '');
  const predicted = isFirstModel ? -1 : classes.indexOf(known?.inference.prediction.label ?? '');
  const column = [wanted, predicted, classes.length - 1].find((at) => at >= 0)!;
  const effects = useMemo(
    () =>
      known?.inference.tokens.map((_, n) => {
        const without = known.without[n];
        const whole = known.inference.probabilities[column];
        return without && whole !== undefined ? logOddsEffect(whole, without[column]!) : undefined;
      }) ?? [],
    [known, column],
  );
  const setText = (next: string) => change({ text: next, without: [] });
  const toggle = (at: number) =>
    change({ without: leftOut.includes(at) ? leftOut.filter((one) => one !== at) : [...leftOut, at] });
  const setDirection = (next: Direction) => change({ direction: next, unit: undefined });

  return (
    <>
      <section aria-labelledby="type-title" class="type">
        <h2 id="type-title" class="hidden">
          Type and see
        </h2>
        <div class="write">
          <TextBox text={text} onText={setText} known={known} effects={effects} />
          <Examples onText={setText} text={text} known={known} own={isFirstModel ? undefined : own} />
          <Pushes known={known} effects={effects} column={column} name={classes[column]!} />
        </div>
        <ClassBars
          model={model}
          progress={progress}
          known={known}
          classes={classes}
          column={column}
          onColumn={(name) => change({ class: name })}
          error={inference.error}
          missing={model && wanted < 0 ? shown.class : undefined}
          onFirstModel={isFirstModel ? undefined : () => inference.load({ url: modelUrl })}
        />
      </section>
      {inference.error && (
        <p class="error" role="alert">
          {inference.error}
        </p>
      )}
      <section aria-labelledby="words-title" class="words">
        <PredictionLine known={known} />
        <div class="heading">
          <h2 id="words-title">Word by word</h2>
          <LinkButton hash={hashOf(shown)} isFirstModel={isFirstModel} hasLeftOut={leftOut.length > 0} />
        </div>
        <WordReadout
          known={known}
          classes={classes}
          column={column}
          active={active}
          leftOut={leftOut}
          onClear={() => change({ without: [] })}
        />
        <Sheet
          known={known}
          effects={effects}
          column={column}
          name={classes[column]!}
          active={active}
          onActive={setActive}
          leftOut={leftOut}
          onToggle={toggle}
        >
          {(columns) =>
            shown.inside && model ? (
              <Inside
                columns={columns}
                known={known}
                directions={directions}
                direction={direction}
                onDirection={setDirection}
                units={units}
                unit={shown.unit}
                onUnit={(unit) => change({ unit })}
                active={active}
                onActive={setActive}
              />
            ) : undefined
          }
        </Sheet>
        <CurveLegend hasBackward={model?.directions.includes('backward') ?? true} />
        <p class="more">
          <button
            type="button"
            aria-expanded={!!shown.inside}
            disabled={!model}
            onClick={() => change({ inside: !shown.inside })}
          >
            {shown.inside ? 'Close the network' : 'Look inside the network'}
          </button>
          <button
            type="button"
            aria-expanded={isComparing && isFirstModel}
            disabled={!model || !isFirstModel}
            onClick={() => setComparing(!isComparing)}
          >
            {isComparing && isFirstModel ? 'Close the comparison' : 'Compare with simpler models'}
          </button>
          {!isFirstModel && (
            <span class="hint">The simpler models know only the classes of the first model.</span>
          )}
        </p>
      </section>
      {isComparing && isFirstModel && known && (
        <Suspense fallback={<p>Loading the other models</p>}>
          <Compare known={known} />
        </Suspense>
      )}
      <section aria-labelledby="teach-title" class="teach">
        <h2 id="teach-title">Teach it</h2>
        <p>
          Give it labeled texts of your own, and your own classes. It learns them here, in your browser, and
          is compared with n-gram models, which count words and pairs of words, on texts that none of them has
          seen.
        </p>
        {isTeaching ? (
          <Suspense fallback={<p>Loading</p>}>
            <Teach modelUrl={modelUrl} inference={inference} onExamples={setOwn} />
          </Suspense>
        ) : (
          <p class="more">
            <button type="button" onClick={() => setTeaching(true)}>
              Teach it your texts
            </button>
            <span class="hint">loads about 3 MB more</span>
          </p>
        )}
      </section>
    </>
  );
}

/** Leads to the text box, where another model shows. */
function showTop(): void {
  const box = document.querySelector<HTMLTextAreaElement>('.text-box textarea');
  box?.focus({ preventScroll: true });
  box?.scrollIntoView({ block: 'center' });
}
