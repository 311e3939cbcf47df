/** The package `lstm-sentiment`, which answers without TensorFlow. */
export { load } from '../../runtime';
