import { tokenCorpus } from '../../lib/pretraining';
import { SENTENCES } from '../models/sentences';

/** Thirty-two sentences of our own as a corpus. */
export const sentenceCorpus = () => tokenCorpus(SENTENCES.map(({ text }) => text));
