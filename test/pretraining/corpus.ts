import { tokenCorpus } from '../../lib/pretraining';
import { SENTENCES } from '../models/sentences';

/** The thirty-two sentences as a corpus. */
export const sentenceCorpus = () => tokenCorpus(SENTENCES.map(({ text }) => text));
