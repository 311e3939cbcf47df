export { OREILLY, OREILLY_TRAINING, type OreillyConfig, oreillyModel } from './oreilly';
