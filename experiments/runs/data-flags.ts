/** The flags that say which texts to read, and how. */
import type { DataOptions } from '../../lib/corpus/open-data';
import { encodingName } from '../../lib/reading/decode';
import type { Quoting } from '../../lib/reading/delimited';
import { parseLabelMap } from '../../lib/reading/labels';
import { LABEL_ENCODINGS } from './aliases';
import { choice, type Flag, FlagError, type FlagsOf, orNone, text } from './flags';

/** The values of the flags of `dataFlags`. Null: it is found, or there is none. */
export type DataValues = {
  data: string;
  validation: string | null;
  test: string | null;
  text_column: string | null;
  label_column: string | null;
  labels: string | null;
  delimiter: string | null;
  encoding: string | null;
  quoting: Quoting | null;
  header: 'yes' | 'no' | null;
  bad_rows: 'skip' | 'stop' | null;
};

/** Returns the flags of the data. @param data the default of `--data` */
export function dataFlags(data: string): FlagsOf<DataValues> {
  return {
    data: text({
      default: data,
      placeholder: '<path>',
      help: 'the labeled texts: a file, a folder, a pattern in quotes or a .zip; see docs/data-files.md',
    }),
    validation: path(
      'the validation set, as a path like that of --data; None: one beside the data, or a split',
    ),
    test: path('the test set, as a path like that of --data; None: one beside the data, or a split'),
    text_column: column('the column of the texts, by its name or its number from 1; None: it is found'),
    label_column: column(
      'the column of the labels, by its name or its number from 1; several, such as bad,fine,good, if each is 1 for its class; None: it is found',
    ),
    labels: orNone(labelsFlag),
    delimiter: orNone(literal('<text>', 'the field delimiter: a character, or tab; None: it is found')),
    encoding: orNone(encodingFlag),
    quoting: orNone(
      choice({
        default: 'doubled',
        of: ['doubled', 'backslash', 'single', 'none'],
        help: 'how a quote in a quoted field is written: "" or \\"; single: fields are in single quotes; none: quotes have no special meaning; None: it is found',
      }),
    ),
    header: orNone(
      choice({
        default: 'yes',
        of: ['yes', 'no'],
        alone: 'yes',
        help: 'whether the first row has the names of the columns; --no_header is --header no; None: it is found',
      }),
    ),
    bad_rows: orNone(
      choice({
        default: 'skip',
        of: ['skip', 'stop'],
        help: 'skip: leave out rows that cannot be used; stop: stop if there is one; None: leave out up to 1 % of the rows (at least one), and stop if there are more',
      }),
    ),
  };
}

/** Returns the options of `openData` that the flags give. */
export function dataOptions(values: DataValues): DataOptions {
  const {
    validation,
    test,
    text_column,
    label_column,
    labels,
    delimiter,
    encoding,
    quoting,
    header,
    bad_rows,
  } = values;
  return {
    ...(validation !== null && { validation }),
    ...(test !== null && { test }),
    ...(text_column !== null && { textColumn: text_column }),
    ...(label_column !== null && { labelColumn: label_column }),
    ...(labels !== null && { labels: parseLabelMap(labels) }),
    ...(delimiter !== null && { delimiter }),
    ...(encoding !== null && { encoding }),
    ...(quoting !== null && { quoting }),
    ...(header !== null && { header: header === 'yes' }),
    ...(bad_rows !== null && { badRows: bad_rows }),
  };
}

const labelsFlag: Flag<string> = {
  ...text({
    default: '',
    placeholder: '<class=labels>',
    help: 'the class of each label: positive=4,5 negative=1,2 drop=3, or 7..10 for a range of numbers; drop leaves texts out; None: 0 and 1, -1 and 1, pos and neg, ... are negative and positive, others are classes',
  }),
  takesSeveral: true,
  parse(value) {
    try {
      if (!LABEL_ENCODINGS.includes(value)) parseLabelMap(value);
      return value;
    } catch (error) {
      throw new FlagError(
        `it takes classes with their labels, such as positive=4,5 negative=1,2 drop=3: ${(error as Error).message}`,
      );
    }
  },
};

const encodingFlag: Flag<string> = {
  ...text({
    default: '',
    placeholder: '<encoding>',
    help: 'the encoding, such as windows-1252; None: it is found',
  }),
  parse(value) {
    try {
      encodingName(value);
      return value;
    } catch (error) {
      throw new FlagError(`it takes the name of an encoding: ${(error as Error).message}`);
    }
  },
};

function path(help: string) {
  return orNone(text({ default: '', placeholder: '<path>', help }));
}

function column(help: string) {
  return orNone(text({ default: '', placeholder: '<column>', help }));
}

/** Returns a flag that takes any text, also one of spaces. */
function literal(placeholder: string, help: string): Flag<string> {
  return {
    ...text({ default: '', placeholder, help }),
    parse(value) {
      if (value === '') throw new FlagError('it takes at least one character');
      return value;
    },
  };
}
