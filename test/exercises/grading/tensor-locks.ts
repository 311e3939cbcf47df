import { tf } from '../../../lib/backend';
import { lockFunctions } from './locks';

/** Loaded before an answer: what tests read a tensor's values with is locked too. */
lockFunctions(tf.Tensor.prototype);
