/** Classifies 200 texts of a megabyte, and prints how many megabytes that took beside the texts. */
import { load } from '../../runtime';
import { quantized, writeModel } from '../../runtime/model-file';
import { SMALL_MODEL } from './small-model';

async function main(): Promise<void> {
  const sentiment = await load(writeModel(quantized(SMALL_MODEL)), { kernel: 'js' });
  const sentence = 'A warm film, and an uncharacteristically generous one. ';
  const texts = Array.from({ length: 200 }, (_, n) =>
    Buffer.from(`${n} ${sentence.repeat(18_000)}`).toString('latin1'),
  );
  sentiment(texts[0]!.slice(0, 5000));
  const before = process.resourceUsage().maxRSS;
  const predictions = sentiment(texts);
  console.log((process.resourceUsage().maxRSS - before) / 1024, predictions.length);
}

void main();
