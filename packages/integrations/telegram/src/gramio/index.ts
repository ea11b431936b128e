export { type GramioOptions, instrumentGramio } from './instrument-gramio.ts';
