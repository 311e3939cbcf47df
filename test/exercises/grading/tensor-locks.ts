import { tf } from '../../../lib/backend';
import { lockFunctions } from './locks';

/** Loaded before an answer: locks the methods that read a tensor's values. */
lockFunctions(tf.Tensor.prototype);
