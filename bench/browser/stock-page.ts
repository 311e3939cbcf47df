import * as tf from '@tensorflow/tfjs';
import { stockLibrary } from '../lstm/stock-library';
import { offer, startBackend } from './page-contestant';

async function main(): Promise<void> {
  await startBackend(tf);
  offer(stockLibrary(tf), { steps: 1 });
}

void main();
