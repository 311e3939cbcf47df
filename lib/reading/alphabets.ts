/** The letters that languages have beyond ASCII. A text is in one language, mostly. */

const ALPHABETS: Readonly<Record<string, string>> = {
  Catalan: 'àçèéíïòóúü',
  Croatian: 'čćđšž', // also Bosnian, Serbian and Slovene
  Czech: 'áčďéěíňóřšťúůýž',
  Danish: 'åæéøèóòô', // also Norwegian
  Dutch: 'éëïóöüèê',
  Estonian: 'äõöüšž',
  Faroese: 'áðíóúýæø',
  French: 'àâæçéèêëîïôœùûüÿ',
  German: 'äöüßé',
  Hungarian: 'áéíóöőúüű',
  Icelandic: 'áðéíóúýþæö',
  Italian: 'àèéìíîòóùú',
  Latvian: 'āčēģīķļņšūžōŗ',
  Lithuanian: 'ąčęėįšųūž',
  Luxembourgish: 'äëéöü',
  Polish: 'ąćęłńóśźż',
  Portuguese: 'àáâãçéêíóôõúü',
  Romanian: 'ăâîşţ', // with the cedillas that encodings of one byte have
  Slovak: 'áäčďéíĺľňóôŕšťúýž',
  Spanish: 'áéíñóúüç',
  Swedish: 'åäöéüà', // also Finnish
  Turkish: 'çğıöşüâîû',
};

const LETTERS = Object.values(ALPHABETS).map((letters) => new Set(letters));

/**
 * Returns the largest share that the letters of one language have in the letters beyond ASCII of a
 * text; 1 where there are no such letters.
 */
export function alphabetShare(text: string): number {
  const found =
    text
      .toLowerCase()
      .match(/[^\0-\x7f]/g)
      ?.filter((letter) => /\p{L}/u.test(letter)) ?? [];
  const counts = LETTERS.map((letters) => found.filter((letter) => letters.has(letter)).length);
  return found.length === 0 ? 1 : Math.max(...counts) / found.length;
}
