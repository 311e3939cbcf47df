/**
 * Training texts of our own: negations, contrasts and idioms, of which rated tweets and film
 * reviews have too few. They were written without a look at the test list `idioms.csv`.
 */

/** A phrase with its target distribution: the shares of negative, neutral and positive. */
export interface Phrase {
  text: string;
  target: readonly [number, number, number];
}

const GOOD = words(`good great nice lovely wonderful excellent amazing helpful useful fun funny
  interesting comfortable reliable friendly tasty delicious beautiful pretty smart fast easy clean
  fresh happy pleasant impressive convincing enjoyable satisfying polite honest fair safe worth_it
  perfect brilliant clear cheap exciting`);
const BAD = words(`bad terrible awful horrible boring dull ugly useless slow rude dirty broken
  disappointing annoying expensive confusing stupid silly weak poor sad lazy noisy uncomfortable
  unpleasant unreliable painful difficult dangerous cold bland stale cheap-looking overpriced wrong
  hard harsh scary worthless frustrating`);
const PRAISE = words(`love like enjoy recommend trust appreciate respect want need understand`);
const TROUBLE = words(`problem problems trouble complaints issues regrets mistakes delays errors flaw
  fault doubt waste noise fuss excuse`);
const MERIT = words(`fun taste sense charm point value quality respect style hope help improvement
  manners joy talent`);

type Target = Phrase['target'];
const VERY_GOOD: Target = [0.01, 0.03, 0.96];
const POSITIVE: Target = [0.04, 0.12, 0.84];
const MILD_GOOD: Target = [0.07, 0.28, 0.65];
const MILD_BAD: Target = [0.65, 0.28, 0.07];
const NEGATIVE: Target = [0.84, 0.12, 0.04];
const VERY_BAD: Target = [0.96, 0.03, 0.01];

/**
 * Sentences around an adjective: `$` stands for it. The target is that of a good, then a bad one.
 */
const ADJECTIVE_TEMPLATES: readonly [template: string, good: Target, bad: Target][] = [
  ['$', POSITIVE, NEGATIVE],
  ['It was $.', POSITIVE, NEGATIVE],
  ['very $', VERY_GOOD, VERY_BAD],
  ['The service was really $!', VERY_GOOD, VERY_BAD],
  ['This is so $', VERY_GOOD, VERY_BAD],
  ['absolutely $', VERY_GOOD, VERY_BAD],
  ['a bit $', MILD_GOOD, MILD_BAD],
  ['not $', NEGATIVE, MILD_GOOD],
  ['Not $ at all.', NEGATIVE, POSITIVE],
  ["It isn't $.", NEGATIVE, MILD_GOOD],
  ["This wasn't $ at all", NEGATIVE, POSITIVE],
  ['not very $', NEGATIVE, MILD_GOOD],
  ['Not as $ as I had hoped.', NEGATIVE, MILD_GOOD],
  ['not as $ as I expected', NEGATIVE, MILD_GOOD],
  ['never $', NEGATIVE, POSITIVE],
  ['He is never $.', NEGATIVE, POSITIVE],
  ['anything but $', NEGATIVE, POSITIVE],
  ['far from $', NEGATIVE, POSITIVE],
  ['The food is far from $.', NEGATIVE, POSITIVE],
  ['hardly $', NEGATIVE, MILD_GOOD],
  ['There is nothing $ about it.', NEGATIVE, POSITIVE],
  ["I don't think it is $.", NEGATIVE, MILD_GOOD],
  ["I can't say that it was $.", NEGATIVE, MILD_GOOD],
  ["I wouldn't call it $.", NEGATIVE, MILD_GOOD],
  ['Nobody found it $.', NEGATIVE, MILD_GOOD],
  ['no longer $', NEGATIVE, MILD_GOOD],
  ['It could have been more $.', NEGATIVE, MILD_BAD],
  ['not only $ but also a pleasure', VERY_GOOD, MILD_GOOD],
];

/** Sentences with a good (`+`) and a bad (`-`) adjective. The last clause decides. */
const CONTRAST_TEMPLATES: readonly [template: string, target: Target][] = [
  ['It looks +, but it is -.', NEGATIVE],
  ['It looks -, but it is +.', POSITIVE],
  ['The room was + but the staff were -.', MILD_BAD],
  ['The start was -, yet the rest was +.', POSITIVE],
  ['Although it is +, the end is -.', MILD_BAD],
  ['Although the price is -, it is really +.', POSITIVE],
  ['I expected something - and it was +.', POSITIVE],
  ['I expected something + and it was -.', NEGATIVE],
  ['not -, just +', POSITIVE],
  ['not +, just -', NEGATIVE],
  ['neither - nor dull, in fact +', POSITIVE],
];

const VERB_TEMPLATES: readonly [template: string, target: Target][] = [
  ['I $ it.', POSITIVE],
  ["I don't $ it.", NEGATIVE],
  ["I didn't $ this at all", NEGATIVE],
  ['I would never $ it.', NEGATIVE],
  ["You can't help but $ it.", VERY_GOOD],
  ['I never thought I would $ it, but I do.', VERY_GOOD],
];

const TROUBLE_TEMPLATES: readonly [template: string, target: Target][] = [
  ['no $', POSITIVE],
  ['No $ so far.', POSITIVE],
  ['without any $', POSITIVE],
  ['We had no $ with it.', POSITIVE],
  ['never had any $', POSITIVE],
  ['nothing but $', VERY_BAD],
  ['so much $', NEGATIVE],
];

const MERIT_TEMPLATES: readonly [template: string, target: Target][] = [
  ['no $', NEGATIVE],
  ['There is no $ in it.', NEGATIVE],
  ['without any $', NEGATIVE],
  ['not without $', MILD_GOOD],
  ['full of $', POSITIVE],
  ['It has no $ at all.', VERY_BAD],
];

const PRAISING = `
  hats off to the chef|worth every penny|second to none|a breath of fresh air|on cloud nine|over the moon
  they knocked it out of the park|it blew me away|head and shoulders above the rest|top notch|a dream come true
  best thing since sliced bread|i was on the edge of my seat|it hits the spot|hit the nail on the head
  it made my day|a feast for the eyes|music to my ears|the cherry on top|it works like a charm|smooth sailing
  a blessing in disguise|the real deal|five stars|two thumbs up|i am hooked|can't get enough of it
  couldn't be happier|couldn't ask for more|it couldn't have gone better|can't complain|never a dull moment
  time flew by|it grows on you|sight for sore eyes|a heart of gold|she lights up the room|went above and beyond
  went the extra mile|exceeded my expectations|look no further|a steal at this price|bang for the buck
  nothing beats it|hard to beat|without equal|beyond words|i take my hat off|a job well done|keep up the good work
  i'm all smiles|laughed until i cried|in good hands|safe and sound|problem solved|as good as new
  a pleasant surprise|a hidden gem|there is nothing like it|i'd do it again in a heartbeat|no regrets
  you won't regret it|you can't go wrong with it|it never gets old|it never fails to make me smile
  what's not to like|who could ask for more|it doesn't get any better than this|i couldn't agree more
  i could not put it down|i wouldn't change a thing|i wouldn't trade it for the world|i can't wait to go back
  not bad at all|not half bad|not too shabby|could be worse|not the worst way to spend an evening
  no wonder everybody loves it|nothing to complain about|there was nothing wrong with it|not a single complaint
  never disappoints|it did not disappoint|did not let me down|free of pain at last|the pain is gone
  less trouble than expected|it cured my bad mood|the nightmare is finally over|they fixed the terrible bug
  the best is yet to come|on top of the world|it's a win win|a walk in the park|a piece of cake|so far so good
  a weight off my shoulders|light at the end of the tunnel|killed it tonight|this slaps|they nailed it
  that was sick in the best way|i stand corrected, it is great|well done|way to go|good riddance to the old one`;

const BLAMING = `
  a waste of time|waste of money|a slap in the face|it left me cold|falls flat|a far cry from the original
  leaves a lot to be desired|leaves much to be desired|past its prime|a pain in the neck|the last straw
  it costs an arm and a leg|highway robbery|a rip off|a train wreck|a dumpster fire|down the drain|for the birds
  i want my money back|two thumbs down|one star|a recipe for disaster|a slippery slope|the tip of the iceberg
  a bitter pill to swallow|adding insult to injury|a bad taste in my mouth|sick and tired of it|fed up
  at the end of my rope|it drives me up the wall|it gets on my nerves|i've had it up to here|enough is enough
  good for nothing|too little too late|neither here nor there|all talk and no action|all bark and no bite
  all style and no substance|like watching paint dry|bored to tears|i nearly fell asleep|it put me to sleep
  it couldn't be worse|couldn't care less|not my cup of tea|nothing to write home about|not worth the money
  not worth it|not worth the wait|not worth a dime|not up to scratch|not up to par|not good enough
  not what i paid for|not again|never again|i will never come back|i won't be back|don't bother|don't waste your time
  steer clear|avoid like the plague|stay away|thanks for nothing|no thanks|that's the last thing i need
  it went from bad to worse|it went downhill|gone to the dogs|on its last legs|hanging by a thread|back to square one
  missed the mark|they dropped the ball|they let us down|broken promises|it fell apart after a day
  rubbed me the wrong way|i smell a rat|fishy|too good to be true|a wolf in sheep's clothing|skating on thin ice
  in hot water|in deep trouble|down in the dumps|feeling blue|heart broken|under the weather|rained on my parade
  stabbed me in the back|threw me under the bus|turned a blind eye|kicked when i was down|worst day ever
  barking up the wrong tree|a wild goose chase|it's an uphill battle|a hard pill to swallow|a kick in the teeth
  pulled the wool over my eyes|what a joke|give me a break|you must be kidding|who needs this
  how could anybody like this|what were they thinking|so much for customer service|that is hardly fair
  i expected better|i wish i could give zero stars|i wish i had stayed home|it used to be good|not funny
  it was good until they changed it|there was nothing to enjoy|i could not enjoy it|nobody helped us
  i can't recommend it|i can't stand it|i would not wish it on my worst enemy|i regret buying it|it does not work
  it stopped working|it never worked|the joy did not last|it lacks charm|lack of respect|it lost its charm
  failed to impress|failed to make me laugh|it failed|fails to deliver|far from perfect|less than impressed
  great, it broke again|just what i needed, another delay|oh great, more rain|thanks a lot for ruining my day`;

const NEUTRAL_PHRASES = `
  it is what it is|the meeting is at noon|the box is blue|we arrived on tuesday|it opens at nine|see page four
  he said that he would call|the book has 300 pages|i bought it last week|there are two rooms|so so|it's okay i guess
  neither good nor bad|nothing special, nothing terrible|average|could go either way|it depends|no opinion
  i have not tried it yet|the train leaves at six|she lives in the city|the report was published in may`;

/**
 * Returns the phrases, each text once.
 *
 * @param withoutTexts texts that are left out: the test list, so that no test text is trained on
 */
export function phrases(withoutTexts: readonly string[] = []): Phrase[] {
  const all: Phrase[] = [
    ...ADJECTIVE_TEMPLATES.flatMap(([template, good, bad], row) => [
      ...some(GOOD, row).map((word) => ({ text: fill(template, word), target: good })),
      ...some(BAD, row).map((word) => ({ text: fill(template, word), target: bad })),
    ]),
    ...CONTRAST_TEMPLATES.flatMap(([template, target], row) =>
      some(GOOD, row).map((good, at) => ({
        text: template.replace('+', good).replace('-', BAD[(at + row) % BAD.length]!),
        target,
      })),
    ),
    ...filled(VERB_TEMPLATES, PRAISE),
    ...filled(TROUBLE_TEMPLATES, TROUBLE),
    ...filled(MERIT_TEMPLATES, MERIT),
    ...listed(PRAISING, POSITIVE),
    ...listed(BLAMING, NEGATIVE),
    ...listed(NEUTRAL_PHRASES, [0.1, 0.8, 0.1]),
  ];
  const left = new Set(withoutTexts.map(normalized));
  const byText = new Map(all.map((phrase) => [normalized(phrase.text), phrase]));
  return [...byText].filter(([text]) => !left.has(text)).map(([, phrase]) => phrase);
}

/**
 * Returns every third word, another third for each template: all words in all templates are too
 * many.
 */
function some(all: readonly string[], row: number): string[] {
  return all.filter((_, at) => at % 3 === row % 3);
}

function filled(templates: readonly [string, Target][], all: readonly string[]): Phrase[] {
  return templates.flatMap(([template, target]) =>
    all.map((word) => ({ text: fill(template, word), target })),
  );
}

function listed(list: string, target: Target): Phrase[] {
  const lines = list.split(/[|\n]/).map((text) => text.trim());
  return lines.filter(Boolean).map((text) => ({ text, target }));
}

function fill(template: string, word: string): string {
  return template.replace('$', word);
}

function words(list: string): string[] {
  return list
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll('_', ' '));
}

/** Returns a text in lower case without punctuation. */
function normalized(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9' ]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
